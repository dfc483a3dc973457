-- The sums of each hour beside its minutes, kept by the database itself in the transaction that writes the minutes: a window
-- of weeks is then added up from hundreds of rows and not from hundreds of thousands. See ADR 0029.
create table sla.hour (
  entidad       text not null,
  hour          timestamptz not null,
  up            int not null,
  down          int not null,
  mantenimiento int not null,
  perdidas      int not null,
  probe_n       int not null,
  probe_lt3     int not null,
  probe_lt10    int not null,
  probe_err     int not null,
  call_n        int not null,
  call_lt3      int not null,
  call_lt10     int not null,
  call_err      int not null,
  primary key (entidad, hour)
);
-- How many readings, and between which two: an hour wholly on one side of a limit need not be read again by the minute.
create table sla.resource_hour (
  entidad     text not null,
  hour        timestamptz not null,
  cpu_n       int not null,
  cpu_min     double precision,
  cpu_max     double precision,
  memoria_n   int not null,
  memoria_min double precision,
  memoria_max double precision,
  io_n        int not null,
  io_min      double precision,
  io_max      double precision,
  gc_n        int not null,
  gc_sum      double precision not null,
  gc_max      double precision,
  primary key (entidad, hour)
);

create function sla.add_up_hours() returns trigger language plpgsql as $$
begin
  delete from sla.hour h using (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
   where h.entidad = c.entidad and h.hour = c.hour;
  insert into sla.hour
  select m.entidad, c.hour, count(*) filter (where state = 'UP'), count(*) filter (where state = 'DOWN'), count(*) filter (where maint),
         sum(missed), sum(probe_n), sum(probe_lt3), sum(probe_lt10), sum(probe_err), sum(call_n), sum(call_lt3), sum(call_lt10), sum(call_err)
    from (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
    join sla.minute m on m.entidad = c.entidad and m.minute >= c.hour and m.minute < c.hour + interval '1 hour'
   group by m.entidad, c.hour;
  return null;
end $$;
create function sla.add_up_resources() returns trigger language plpgsql as $$
begin
  delete from sla.resource_hour h using (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
   where h.entidad = c.entidad and h.hour = c.hour;
  insert into sla.resource_hour
  select m.entidad, c.hour, count(cpu), min(cpu), max(cpu), count(memoria), min(memoria), max(memoria), count(io), min(io), max(io),
         count(gc), coalesce(sum(gc), 0), max(gc)
    from (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
    join sla.resource m on m.entidad = c.entidad and m.minute >= c.hour and m.minute < c.hour + interval '1 hour'
   group by m.entidad, c.hour;
  return null;
end $$;

insert into sla.hour
select entidad, date_trunc('hour', minute, 'UTC'), count(*) filter (where state = 'UP'), count(*) filter (where state = 'DOWN'), count(*) filter (where maint),
       sum(missed), sum(probe_n), sum(probe_lt3), sum(probe_lt10), sum(probe_err), sum(call_n), sum(call_lt3), sum(call_lt10), sum(call_err)
  from sla.minute group by 1, 2;
insert into sla.resource_hour
select entidad, date_trunc('hour', minute, 'UTC'), count(cpu), min(cpu), max(cpu), count(memoria), min(memoria), max(memoria),
       count(io), min(io), max(io), count(gc), coalesce(sum(gc), 0), max(gc)
  from sla.resource group by 1, 2;

-- A statement that inserts and updates fires both; each sees its own rows.
create trigger hours_of_new after insert on sla.minute referencing new table as changed for each statement execute function sla.add_up_hours();
create trigger hours_of_changed after update on sla.minute referencing new table as changed for each statement execute function sla.add_up_hours();
create trigger hours_of_gone after delete on sla.minute referencing old table as changed for each statement execute function sla.add_up_hours();
create trigger hours_of_new after insert on sla.resource referencing new table as changed for each statement execute function sla.add_up_resources();
create trigger hours_of_changed after update on sla.resource referencing new table as changed for each statement execute function sla.add_up_resources();
create trigger hours_of_gone after delete on sla.resource referencing old table as changed for each statement execute function sla.add_up_resources();

-- Runs of DOWN minutes: few among very many.
create index minute_down on sla.minute (entidad, minute) where state = 'DOWN';

-- How long an entidad took to answer on a day that is over, so that a chart of weeks does not sort every probe again. A probe
-- that comes late for such a day takes its row away; whoever asks then reads the probes themselves.
create table sla.answer_day (
  objetivo text not null,
  desde    timestamptz not null,
  hasta    timestamptz not null,
  n        int not null,
  p95      double precision,
  primary key (objetivo, desde, hasta)
);
create function sla.forget_answer_days() returns trigger language plpgsql as $$
begin
  delete from sla.answer_day d using (select objetivo, min(scheduled_at) as first, max(scheduled_at) as last from changed group by objetivo) as c
   where d.objetivo = c.objetivo and d.desde <= c.last and d.hasta > c.first;
  return null;
end $$;
create trigger answer_days_of_new after insert on sla.probe referencing new table as changed for each statement execute function sla.forget_answer_days();
create trigger answer_days_of_gone after delete on sla.probe referencing old table as changed for each statement execute function sla.forget_answer_days();
