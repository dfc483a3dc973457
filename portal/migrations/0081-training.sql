-- Training kept: who finished which drill. What is wrong is put right by another record, never changed.
create schema training;
grant usage on schema training to actas_app;
create table training.registro (
  seq           bigint generated always as identity,
  id            uuid primary key,
  account       text not null references staff.account,
  -- Null for the federal bodies.
  entidad       text check (entidad ~ '^[0-9]{2}$'),
  simulacro     text not null,
  version       text not null,
  modo          text not null check (modo in ('programa', 'dos_personas', 'sin_efecto')),
  hecho_at      timestamptz not null,
  -- The case that proves it, and the entry of the journal.
  asunto        text,
  entrada       bigint,
  por           text not null references staff.account,
  at            timestamptz not null,
  unique (id, account),
  check (hecho_at <= at),
  check ((modo = 'programa') = (asunto is not null) and (modo = 'programa') = (entrada is not null)),
  -- One says of oneself what one did; that it does not count says another.
  check ((modo = 'sin_efecto') = (por <> account))
);
create index registro_account on training.registro (account, simulacro, seq desc);
-- One fact proves one drill of one person once.
create unique index registro_entrada on training.registro (entrada, simulacro) where entrada is not null;
create table training.testimonio (
  registro      uuid primary key,
  account       text not null,
  por           text not null references staff.account,
  at            timestamptz not null,
  foreign key (registro, account) references training.registro (id, account),
  check (por <> account)
);
select tenancy.by_entidad('training.registro');
select tenancy.by_parent('training.testimonio', 'registro', 'training.registro', 'id');
revoke update, delete on training.registro, training.testimonio from actas_app;
