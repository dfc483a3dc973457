-- The name of this journal, made once. A signed head, which lies outside the database, says of which journal it speaks.
create table journal.identity (
  one boolean primary key default true check (one),
  id  uuid not null default gen_random_uuid()
);
insert into journal.identity default values;
create trigger identity_is_final before update or delete on journal.identity for each row execute function journal.refuse();
create trigger identity_is_kept before truncate on journal.identity for each statement execute function journal.refuse();
