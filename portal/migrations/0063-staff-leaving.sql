-- When somebody left. What they did stays theirs: the row is kept, and its number is never given to another person.
alter table staff.account add column left_at timestamptz;
