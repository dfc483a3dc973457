-- A session serves the device on which it began: a keyed hash of its user agent and network, null for one opened without.
alter table staff.session add column device bytea;
