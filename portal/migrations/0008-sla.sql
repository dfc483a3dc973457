-- Service levels: what two vantages saw of each entidad and of the portal, minute by minute, and the outages made of it.
create schema sla;
-- One row for each scheduled probe. `objetivo` is an entidad, '00' the portal itself, 'control' the vantage's own canary.
create table sla.probe (
  objetivo     text not null,
  scheduled_at timestamptz not null,
  vantage      text not null,
  sent_at      timestamptz not null,
  ms           double precision not null,
  outcome      text not null,
  -- What the node read of itself, as shares from 0 to 1; null where it gave no reading.
  cpu          double precision,
  memoria      double precision,
  io           double precision,
  gc           double precision,
  primary key (objetivo, scheduled_at, vantage)
);
create index probe_age on sla.probe using brin (scheduled_at);
-- How far each vantage has told everything: no probe scheduled before `complete_until` is still to come. `seen_at` is machine time.
create table sla.vantage (
  vantage        text primary key,
  complete_until timestamptz not null,
  seen_at        timestamptz not null
);
-- Minutes with new probes since they were last folded. Without a key on purpose: a row seen late is folded late, never lost.
create table sla.touched (
  entidad text not null,
  minute  timestamptz not null
);
-- The judged facts. A minute without a row is UNKNOWN.
create table sla.minute (
  entidad    text not null,
  minute     timestamptz not null,
  state      text not null check (state in ('UP', 'DOWN', 'UNKNOWN')),
  maint      boolean not null default false,
  probe_n    int not null default 0,
  probe_lt3  int not null default 0,
  probe_lt10 int not null default 0,
  probe_err  int not null default 0,
  missed     int not null default 0,
  call_n     int not null default 0,
  call_lt3   int not null default 0,
  call_lt10  int not null default 0,
  call_err   int not null default 0,
  primary key (entidad, minute)
);
create table sla.resource (
  entidad text not null,
  minute  timestamptz not null,
  cpu     double precision,
  memoria double precision,
  io      double precision,
  gc      double precision,
  primary key (entidad, minute)
);
-- How far the minutes of each entidad were judged, and the run of DOWN minutes that stands there.
create table sla.watch (
  entidad      text primary key,
  judged_until timestamptz not null,
  run_since    timestamptz,
  run_minutes  int not null default 0,
  down_since   timestamptz
);
create table sla.outage (
  entidad     text not null,
  since       timestamptz not null,
  declared_at timestamptz not null,
  ended_at    timestamptz,
  primary key (entidad, since)
);
create unique index outage_open on sla.outage (entidad) where ended_at is null;

-- Minutes with calls that nobody counted yet. Without a key, for the same reason.
create table gateway.uncounted (
  entidad text not null,
  minute  timestamptz not null
);

-- The last word on an entidad's service, given by whoever measures it, and until when it may be repeated.
alter table directory.entidad add column servicio text not null default 'SIN_DATOS', add column servicio_hasta timestamptz;
