-- The holder of an acta: signs in by choice, sees who looked, is told of each look, and may lock it. Known by a keyed hash
-- of the CURP and never by the CURP. See ADR 0027 and 0028.
create schema holders;
create table holders.titular (
  -- What the journal calls the holder: a random name from which nobody learns the CURP.
  id            text primary key,
  curp_blind    bytea not null unique,
  created_at    timestamptz not null,
  idioma        text not null,
  -- Confirmed by a link that was mailed there.
  correo        text,
  -- Waits for its link to be opened; nothing else is mailed there.
  correo_nuevo  text,
  avisa         boolean not null default false,
  -- Null: no lock.
  candado_desde timestamptz,
  check (not avisa or correo is not null)
);
create table holders.sesion (
  id_hash       bytea primary key,
  titular       text not null references holders.titular,
  started_at    timestamptz not null,
  seen_at       timestamptz not null,
  ends_at       timestamptz not null,
  revoked_at    timestamptz,
  device        bytea not null,
  -- When the provider last saw a second factor; null when it saw none.
  second_at     timestamptz
);
create index sesion_titular on holders.sesion (titular);
create index sesion_ends on holders.sesion (ends_at);
-- Beginnings of a sign-in that have ended: none is good for a second one.
create table holders.entrada (
  state_hash    bytea primary key,
  expires_at    timestamptz not null
);
-- Looks at a record that no fact of the journal tells by its folio.
create table holders.vista (
  id            bigint generated always as identity primary key,
  curp_blind    bytea not null,
  at            timestamptz not null,
  que           text not null check (que in ('busqueda', 'busqueda-propia', 'intento', 'candado', 'descarga')),
  folio         text
);
create index vista_curp on holders.vista (curp_blind, at desc);
create index vista_at on holders.vista (at);
-- Mails to a holder in one day, by what they are about.
create table holders.tope (
  titular       text not null,
  dia           date not null,
  que           text not null,
  n             int not null,
  primary key (titular, dia, que)
);
select tenancy.by_nobody(one) from unnest(array[
  'holders.titular', 'holders.sesion', 'holders.entrada', 'holders.vista', 'holders.tope']::regclass[]) as one;
-- What was seen is never written anew.
revoke update on holders.vista from actas_app;
