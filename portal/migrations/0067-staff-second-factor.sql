-- How sure we are of who is signed in: whether a second factor was shown, and when they last confirmed who they are.
alter table staff.session add column second boolean not null default false, add column confirmed_at timestamptz;
update staff.session set confirmed_at = started_at;
alter table staff.session alter column confirmed_at set not null;

-- The second factor that the portal itself asks for. The secret is encrypted; a code counts once; misses are few.
create table staff.factor (
  account      text primary key references staff.account,
  secret       bytea not null,
  -- The last step of half a minute whose code was taken.
  last_step    bigint not null,
  misses       integer not null default 0,
  missed_at    timestamptz
);
create table staff.recovery (
  account      text not null references staff.factor on delete cascade,
  code_hash    bytea not null,
  used_at      timestamptz,
  primary key (account, code_hash)
);
select tenancy.by_parent('staff.factor', 'account', 'staff.account', 'id');
select tenancy.by_parent('staff.recovery', 'account', 'staff.account', 'id');
