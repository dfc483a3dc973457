-- Who wants to be told once, by mail, that a registry is back or that an entidad opened. Nothing of a search is kept here.
-- See ADR 0036.
create schema waitlist;
create table waitlist.espera (
  id       text primary key,
  entidad  text not null,
  que      text not null check (que in ('vuelta', 'apertura')),
  correo   text not null,
  idioma   text not null,
  desde    timestamptz not null,
  -- A deadline is a row: then the address is erased, told or not.
  vence_at timestamptz not null,
  -- Of which telling it is part; null while it waits.
  lote     text
);
-- Asked twice, it waits once. Whoever was told may ask again.
create unique index espera_una on waitlist.espera (lower(correo), entidad, que) where lote is null;
create index espera_entidad on waitlist.espera (entidad, que, desde) where lote is null;
create index espera_lote on waitlist.espera (lote) where lote is not null;
create index espera_vence on waitlist.espera (vence_at);
-- How often an address was given within an hour, by a keyed hash of it: outlives the row that was told and erased.
create table waitlist.ritmo (
  marca bytea not null,
  hora  timestamptz not null,
  n     int not null,
  primary key (marca, hora)
);
create index ritmo_hora on waitlist.ritmo (hora);
select tenancy.by_nobody(one) from unnest(array['waitlist.espera', 'waitlist.ritmo']::regclass[]) as one;
