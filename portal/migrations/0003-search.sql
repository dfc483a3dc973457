-- Looking up a record: everything here is short-lived and swept away.
create schema search;
create table search.busqueda (
  id_hash      bytea primary key,
  entidad      text not null,
  referencia   text not null,
  version      text not null,
  anio         int not null,
  vista        jsonb not null,
  centavos     bigint not null,
  vigente_desde date not null,
  expires_at   timestamptz not null
);
create index busqueda_expiry on search.busqueda (expires_at);
-- Failed tries per target (a keyed hash of what was asked, never the CURP) and local day.
create table search.intento (
  target bytea not null,
  day    date not null,
  n      int not null,
  primary key (target, day)
);
-- Proofs of work and form tokens that were used; a second use is refused.
create table search.gastado (
  mark       bytea primary key,
  expires_at timestamptz not null
);
create table search.formulario (
  address_hash bytea not null,
  slot         timestamptz not null,
  n            int not null,
  primary key (address_hash, slot)
);
create table search.borrador (
  id_hash    bytea primary key,
  answers    jsonb not null,
  expires_at timestamptz not null
);
