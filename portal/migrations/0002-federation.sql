-- The second floor: who the 32 civil registries are, what they charge, where they answer and how each call went.
create schema directory;
create table directory.entidad (
  clave   text primary key check (clave ~ '^[0-9]{2}$'),
  nombre  text not null,
  zona    text not null,
  grupo   text not null check (grupo in ('piloto', 'fase2', 'observaciones')),
  fase    text not null,
  fase_anterior text,
  titular text not null,
  changed_at timestamptz not null
);
create table directory.derecho (
  clave         text not null references directory.entidad,
  vigente_desde date not null,
  centavos      bigint not null check (centavos >= 0),
  fuente        text not null,
  primary key (clave, vigente_desde)
);
create table directory.endpoint (
  clave       text primary key references directory.entidad,
  url         text not null,
  certificado text not null,
  huella      text not null,
  kid         text not null,
  -- 'mundo' is the simulated world's own node, refreshed at each start; 'alta' was brought by the entidad.
  origen      text not null check (origen in ('mundo', 'alta')),
  changed_at  timestamptz not null
);
create table directory.llave (
  clave  text not null references directory.entidad,
  kid    text not null,
  llave  text not null,
  desde  timestamptz not null,
  hasta  timestamptz,
  estado text not null check (estado in ('vigente', 'retirada', 'comprometida')),
  primary key (clave, kid)
);

create schema gateway;
create table gateway.call (
  id         uuid primary key,
  entidad    text not null,
  operacion  text not null,
  sent_at    timestamptz not null,
  ms         double precision not null,
  outcome    text not null,
  status     int
);
create index call_recent on gateway.call (entidad, sent_at desc);
create table gateway.cursor (
  entidad text primary key,
  n       bigint not null,
  -- The feed of one node says nothing about another's: a new node starts from the beginning.
  huella  text not null
);
