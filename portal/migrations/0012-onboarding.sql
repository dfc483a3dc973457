-- Onboarding: the liaisons of every entidad, what is pending before it may be released, and the reports that were mailed.
create schema onboarding;
create table onboarding.enlace (
  id         text primary key,
  -- Null is the liaison of the Ventanilla Única Nacional, who answers for all.
  entidad    text check (entidad ~ '^[0-9]{2}$'),
  tipo       text not null check (tipo in ('vun', 'gobmx', 'tecnico')),
  -- 1 is the holder; the following ones are asked when the address before refuses.
  orden      int not null check (orden > 0),
  nombre     text not null,
  correo     text not null unique,
  changed_at timestamptz not null
);
create table onboarding.observacion (
  id          text primary key,
  entidad     text not null,
  codigo      text not null,
  perfil      text not null,
  severidad   text not null check (severidad in ('bloqueante', 'mayor', 'menor', 'sugerencia')),
  titulo      text not null,
  esperado    text not null,
  paso        text not null,
  estado      text not null,
  version     int not null,
  reaperturas int not null default 0,
  abierta_at  timestamptz not null,
  vence_at    timestamptz not null,
  cerrada_at  timestamptz,
  sintetico   boolean not null
);
create index observacion_entidad on onboarding.observacion (entidad, id);
create table onboarding.transicion (
  observacion text not null references onboarding.observacion,
  version     int not null,
  from_state  text,
  event       text not null,
  to_state    text not null,
  actor       text not null,
  evidencia   text not null,
  at          timestamptz not null,
  primary key (observacion, version)
);
create trigger transicion_is_final before update or delete on onboarding.transicion for each row execute function journal.refuse();
-- A report as it was when it was ordered; its deliveries follow.
create table onboarding.reporte (
  id        text primary key,
  entidad   text not null,
  numero    int not null,
  contenido jsonb not null,
  sha256    text not null,
  pedido_por text not null,
  at        timestamptz not null,
  unique (entidad, numero)
);
create trigger reporte_is_final before update or delete on onboarding.reporte for each row execute function journal.refuse();
create table onboarding.entrega (
  reporte    text not null references onboarding.reporte,
  enlace     text not null references onboarding.enlace,
  nombre     text not null,
  correo     text not null,
  orden      int not null,
  estado     text not null check (estado in ('pendiente', 'enviada', 'devuelta')),
  enviada_at timestamptz,
  acusada_at timestamptz,
  primary key (reporte, enlace)
);
-- What the room does by itself at an instant: the first reports of the demonstration.
create table onboarding.plazo (
  evento text primary key check (evento in ('primeros_reportes')),
  due_at timestamptz not null
);
