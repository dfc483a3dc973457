-- Who works in the console: accounts as the sign-in provider names them, and their sessions.
create schema staff;
create table staff.account (
  -- The subject that the provider gives; nothing of a password is kept here.
  id           text primary key,
  nombre       text not null,
  correo       text not null,
  rol          text not null,
  entidad      text check (entidad ~ '^[0-9]{2}$'),
  active       boolean not null default true,
  created_at   timestamptz not null
);
create table staff.session (
  id_hash      bytea primary key,
  account      text not null references staff.account,
  started_at   timestamptz not null,
  seen_at      timestamptz not null,
  ends_at      timestamptz not null,
  revoked_at   timestamptz
);
create index session_account on staff.session (account);
