-- Incidents: what went wrong at which entidad, and every action that the protocol asks for, with due and real times.
create schema incidents;
create table incidents.incidencia (
  id            text primary key,
  -- Null is the national parent of several entidades that went down together.
  entidad       text check (entidad ~ '^[0-9]{2}$'),
  padre         text references incidents.incidencia,
  -- The earlier incident of the same entidad that this one repeats after its relapse window.
  enlazada      text references incidents.incidencia,
  causa         text not null,
  origen        text not null check (origen in ('sonda', 'persona')),
  severidad     text not null check (severidad in ('S1', 'S2', 'S3')),
  estado        text not null,
  version       int not null,
  -- The original start, from which every deadline is counted whatever changes later.
  inicio        timestamptz not null,
  detectada_at  timestamptz not null,
  declarada_at  timestamptz,
  no_declarada  boolean not null default false,
  -- Since when the probe sees it well again; null while it is down or nobody looked yet.
  arriba_desde  timestamptz,
  resuelta_at   timestamptz,
  cerrada_at    timestamptz,
  recaidas      int not null default 0,
  protocolo_version text not null,
  protocolo_sha256  text not null,
  borrador      text not null default '',
  texto_publico text,
  publicado_at  timestamptz
);
create index incidencia_entidad on incidents.incidencia (entidad, inicio desc);
-- Every step of an incident: kept for ever, also the ones that changed the severity and not the state.
create table incidents.transicion (
  incidencia  text not null references incidents.incidencia,
  version     int not null,
  from_state  text,
  event       text not null,
  to_state    text not null,
  actor       text not null,
  at          timestamptz not null,
  recorded_at timestamptz not null,
  primary key (incidencia, version)
);
create trigger transicion_is_final before update or delete on incidents.transicion for each row execute function journal.refuse();
-- What the monitor told: down or up again, and when. Kept so that news that arrive in the wrong order still fit together.
create table incidents.senal (
  entidad text not null,
  at      timestamptz not null,
  arriba  boolean not null,
  primary key (entidad, at, arriba)
);
-- What falls due for an incident, one row each: no declaration in time, and the probe's good minutes.
create table incidents.plazo (
  incidencia text not null references incidents.incidencia,
  evento     text not null check (evento in ('sin_declarar', 'comprobar', 'repetir')),
  due_at     timestamptz not null,
  primary key (incidencia, evento)
);
create index plazo_due on incidents.plazo (due_at);
create table incidents.accion (
  incidencia  text not null references incidents.incidencia,
  accion      text not null,
  -- An action that is repeated has one row each time.
  vez         int not null,
  nombre      text not null,
  protocolo   boolean not null,
  roles       text[] not null,
  critica     boolean not null,
  despues_de  text[] not null,
  evidencias  text[] not null,
  desde       text not null,
  -- The deadlines of all severities, as the protocol had them when the incident began.
  minutos     jsonb not null,
  cada        jsonb,
  hasta       text,
  -- The step of the incident that doing it is.
  paso        text,
  estado      text not null,
  due_at      timestamptz,
  -- When it was done, as the person says, and when we came to know it.
  ocurrio_at    timestamptz,
  registrada_at timestamptz,
  cuenta      text,
  rol         text,
  clase       text check (clase in ('texto', 'url', 'archivo', 'sonda')),
  evidencia   text,
  url         text,
  sha256      text,
  revisada_por text,
  revisada_at timestamptz,
  motivo      text,
  primary key (incidencia, accion, vez),
  -- What a person says about the past is judged by when we came to know it; the probe proves its own time.
  juzgada_at timestamptz generated always as (case when clase = 'sonda' then ocurrio_at else registrada_at end) stored,
  constraint hecha_con_evidencia check (estado not in ('hecha', 'validada') or (evidencia <> '' and clase is not null and sha256 is not null)),
  constraint no_se_valida_lo_propio check (revisada_por is distinct from cuenta or revisada_por is null)
);
-- First signatures that wait for a second one: to skip an action, to discard an incident.
create table incidents.propuesta (
  incidencia text not null references incidents.incidencia,
  asunto     text not null,
  cuenta     text not null,
  motivo     text not null,
  at         timestamptz not null,
  primary key (incidencia, asunto)
);
-- The judgement of each action: an alignment of the protocol's order with what was done, from the rows alone.
create view incidents.juicio as
select i.id as incidencia, i.entidad, i.severidad, i.inicio, i.no_declarada, i.cerrada_at,
       a.accion, a.vez, a.nombre, a.protocolo, a.critica, a.estado, a.due_at, a.ocurrio_at, a.registrada_at, a.juzgada_at,
       a.rol, a.clase, a.sha256,
       a.estado in ('hecha', 'validada') as ejecutada,
       a.protocolo and a.estado not in ('no_aplica', 'omitida_justificada') as exigible,
       a.due_at is null or a.juzgada_at <= a.due_at as en_tiempo,
       a.rol = any (a.roles) as rol_correcto,
       not exists (select from incidents.accion s
                    where s.incidencia = a.incidencia and a.accion = any (s.despues_de)
                      and s.estado in ('hecha', 'validada') and s.juzgada_at < a.juzgada_at) as en_orden
  from incidents.accion a join incidents.incidencia i on i.id = a.incidencia
 where i.estado <> 'descartado' and i.entidad is not null;
