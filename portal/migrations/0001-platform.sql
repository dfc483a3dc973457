-- The ground floor: the driven clock of the demonstration and the journal.
create schema clock;
create table clock.driven (
  one   boolean primary key check (one),
  real  timestamptz not null,
  shown timestamptz not null,
  speed double precision not null check (speed >= 0)
);

create schema journal;
create table journal.entry (
  id          bigint generated always as identity primary key,
  at          timestamptz not null,
  recorded_at timestamptz not null,
  actor       text not null,
  event       text not null,
  subject     text not null,
  entidad     text,
  data        jsonb not null
);
create index entry_subject on journal.entry (subject, id);
-- Entries wait here for the sealer. Kept apart so that the journal itself is only ever inserted into.
create table journal.unsealed (
  entry bigint primary key references journal.entry,
  xid   xid8 not null default pg_current_xact_id()
);
create table journal.seal (
  seq   bigint primary key,
  entry bigint not null unique references journal.entry,
  hash  bytea not null
);

create function journal.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % on % refused', tg_op, tg_table_name using errcode = '42501';
end $$;
create trigger entry_is_final before update or delete on journal.entry for each row execute function journal.refuse();
create trigger seal_is_final before update or delete on journal.seal for each row execute function journal.refuse();
create trigger entry_is_kept before truncate on journal.entry for each statement execute function journal.refuse();
create trigger seal_is_kept before truncate on journal.seal for each statement execute function journal.refuse();
