-- The pilot: who is released when, what was measured, what was decided, and what was told to whom.
create schema pilot;
create table pilot.grupo (
  id            text primary key,
  nombre        text not null,
  estado        text not null,
  entidades     text[] not null check (cardinality(entidades) > 0),
  -- The instant as it was agreed, by the clock on the wall, and what it means.
  inicio_local  timestamp not null,
  zona          text not null,
  inicio        timestamptz not null,
  tzdb          text not null,
  modelo_version text not null,
  modelo_sha256 text not null,
  -- What falls due next for this group, and which step it sets off.
  due_at        timestamptz,
  due_event     text,
  opened_at     timestamptz,
  sintetico     boolean not null default false
);
create index grupo_due on pilot.grupo (due_at) where due_at is not null;
create table pilot.iteracion (
  id            text primary key,
  grupo         text not null references pilot.grupo,
  numero        int not null,
  desde         timestamptz not null,
  hasta         timestamptz not null,
  estado        text not null,
  due_at        timestamptz,
  due_event     text,
  evaluada_at   timestamptz,
  unique (grupo, numero)
);
create index iteracion_due on pilot.iteracion (due_at) where due_at is not null;
-- Signatures bind to the hash of what was signed; a changed text has none.
create table pilot.firma (
  id        bigint generated always as identity primary key,
  asunto    text not null,
  sha256    text not null,
  cuenta    text not null,
  rol       text not null,
  entidad   text,
  sentido   text not null check (sentido in ('firma', 'objeta')),
  motivo    text,
  at        timestamptz not null
);
create unique index firma_una on pilot.firma (asunto, sha256, cuenta);
create trigger firma_is_final before update or delete on pilot.firma for each row execute function journal.refuse();
create table pilot.decision (
  id            text primary key,
  iteracion     text not null references pilot.iteracion,
  decision      text not null check (decision in ('repetir_mismas', 'liberar_grupo', 'suspender')),
  entidades     text[] not null,
  motivo        text not null,
  recomendacion jsonb not null,
  -- The table of verdicts as it was when it was proposed: the decision is about this and nothing later.
  evidencia     jsonb not null,
  sha256        text not null,
  propone       text not null,
  propuesta_at  timestamptz not null,
  estado        text not null check (estado in ('propuesta', 'decidida', 'retirada')),
  decidida_at   timestamptz
);
create table pilot.anuncio (
  grupo     text primary key references pilot.grupo,
  texto     text not null,
  sha256    text not null,
  estado    text not null,
  publicado_at timestamptz
);
create table pilot.comunicado (
  id        text primary key,
  grupo     text not null references pilot.grupo,
  numero    int not null,
  asunto    text not null,
  texto     text not null,
  sha256    text not null,
  envia     text not null,
  at        timestamptz not null,
  unique (grupo, numero)
);
create table pilot.entrega (
  comunicado text not null references pilot.comunicado,
  correo     text not null,
  nombre     text not null,
  entidad    text,
  acuse_hash bytea not null unique,
  sent_at    timestamptz,
  acusado_at timestamptz,
  primary key (comunicado, correo)
);
