-- What the parties agreed, as it was when it was agreed: one row for each version, never changed.
create schema modelo;
create table modelo.version (
  nombre        text not null,
  version       text not null,
  sha256        text not null,
  contenido     jsonb not null,
  vigente_desde timestamptz not null,
  seeded_at     timestamptz not null,
  primary key (nombre, version)
);
create trigger version_is_final before update or delete on modelo.version for each row execute function journal.refuse();
