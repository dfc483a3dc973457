-- The help desk of two levels, and the refusals of a copy. What is judged is computed from the events of each ticket.
create schema helpdesk;
create table helpdesk.reporte (
  folio          text primary key,
  tipo           text not null check (tipo in ('datos', 'no-encontrada', 'pago', 'rechazo', 'otro')),
  state          text not null,
  version        int not null,
  opened_at      timestamptz not null,
  -- Of registration: it decides which local desk answers. Null until somebody knows it.
  entidad        text check (entidad ~ '^[0-9]{2}$'),
  -- The order that it is about.
  sobre          text,
  origen         text not null check (origen in ('persona', 'sistema')),
  motivo         text,
  -- The limits in force when it was opened; a later Modelo does not change an old ticket.
  n1_minutos     int not null check (n1_minutos > 0),
  n2_horas       int not null check (n2_horas > 0),
  deadline_at    timestamptz,
  deadline_event text
);
create index reporte_deadline on helpdesk.reporte (deadline_at) where deadline_at is not null;
create index reporte_opened on helpdesk.reporte (opened_at);
-- The service opens one ticket for one cause of one order.
create unique index reporte_cause on helpdesk.reporte (sobre, motivo) where origen = 'sistema';
create table helpdesk.suceso (
  folio       text not null references helpdesk.reporte,
  version     int not null,
  event       text not null,
  from_state  text,
  to_state    text not null,
  actor       text not null,
  -- What kind of answer it was; an answer without it stops no clock.
  codigo      text,
  at          timestamptz not null,
  recorded_at timestamptz not null,
  primary key (folio, version)
);
create trigger suceso_is_final before update or delete on helpdesk.suceso for each row execute function journal.refuse();
-- Each run of a clock, written anew from the events at every step; never edited by anything else.
create table helpdesk.reloj (
  folio       text not null references helpdesk.reporte,
  reloj       text not null check (reloj in ('frN1', 'respN2')),
  corrida     int not null,
  inicio_at   timestamptz not null,
  due_at      timestamptz not null,
  respuesta_at timestamptz,
  anulado_at  timestamptz,
  -- When the sweep told that nobody had answered in time; an instant that has passed is told once.
  avisado_at  timestamptz,
  primary key (folio, reloj, corrida)
);
create index reloj_due on helpdesk.reloj (due_at) where respuesta_at is null and anulado_at is null and avisado_at is null;
create index reloj_inicio on helpdesk.reloj (reloj, inicio_at);
-- What people and desks wrote, apart, so that it can be erased without touching what happened.
create table helpdesk.mensaje (
  folio     text not null references helpdesk.reporte,
  version   int not null,
  de        text not null check (de in ('persona', 'N1', 'N2', 'sistema')),
  publico   boolean not null,
  texto     text not null,
  mailed_at timestamptz,
  primary key (folio, version, publico)
);
create table helpdesk.contacto (
  folio  text primary key,
  correo text not null
);
-- What level 1 hands over to level 2: without all of it the handover is refused.
create table helpdesk.paquete (
  folio          text not null references helpdesk.reporte,
  version        int not null,
  categoria      text not null,
  intentado      text not null,
  evidencia      text not null,
  consentimiento boolean not null check (consentimiento),
  contacto       text not null,
  primary key (folio, version)
);

-- A refusal of a copy: one case for one copy at one authority in a few days, however many doors heard of it.
create table helpdesk.rechazo (
  folio         text primary key,
  state         text not null,
  version       int not null,
  opened_at     timestamptz not null,
  fecha         date not null,
  -- SHA-256 of the code on the copy: the same copy is known again, and the code itself is not kept here.
  copia_hash    bytea not null,
  entidad       text,
  autoridad     text,
  autoridad_otra text,
  clase         text not null check (clase in ('autoridad', 'particular')),
  oficina       text,
  veredicto     text not null,
  verificacion  text not null
);
create index rechazo_copia on helpdesk.rechazo (copia_hash, fecha);
create index rechazo_fecha on helpdesk.rechazo (fecha);
create table helpdesk.fuente (
  id        bigint generated always as identity primary key,
  rechazo   text not null references helpdesk.rechazo,
  puerta    text not null check (puerta in ('gobmx', 'mesaLocal', 'oic', 'contraloria')),
  actor     text not null,
  reporte   text,
  palabras  text not null,
  at        timestamptz not null
);
create index fuente_rechazo on helpdesk.fuente (rechazo);
create trigger fuente_is_final before update or delete on helpdesk.fuente for each row execute function journal.refuse();
create table helpdesk.rechazo_suceso (
  folio      text not null references helpdesk.rechazo,
  version    int not null,
  event      text not null,
  from_state text,
  to_state   text not null,
  actor      text not null,
  at         timestamptz not null,
  primary key (folio, version)
);
create trigger rechazo_suceso_is_final before update or delete on helpdesk.rechazo_suceso for each row execute function journal.refuse();
create table helpdesk.rechazo_correo (
  folio     text primary key references helpdesk.rechazo,
  correo    text not null,
  -- Whether this person showed the code itself: only then may the letter lead to the constancia, which names people.
  con_codigo boolean not null,
  mailed_at timestamptz
);
