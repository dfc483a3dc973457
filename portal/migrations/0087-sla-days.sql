-- The sums of each day (of UTC) beside those of its hours, kept in the same transaction: three months are then ninety rows of
-- each entidad and not two thousand. See ADR 0029.
create table sla.day (like sla.hour);
alter table sla.day rename column hour to day;
alter table sla.day add primary key (entidad, day);
create table sla.resource_day (like sla.resource_hour);
alter table sla.resource_day rename column hour to day;
alter table sla.resource_day add primary key (entidad, day);

create function sla.day_of(whose text, begun timestamptz) returns setof sla.day language sql stable as $$
  select whose, begun, sum(up)::int, sum(down)::int, sum(mantenimiento)::int, sum(perdidas)::int, sum(probe_n)::int, sum(probe_lt3)::int,
         sum(probe_lt10)::int, sum(probe_err)::int, sum(call_n)::int, sum(call_lt3)::int, sum(call_lt10)::int, sum(call_err)::int
    from sla.hour where entidad = whose and hour >= begun and hour < begun + interval '24 hours' having count(*) > 0
$$;
create function sla.resource_day_of(whose text, begun timestamptz) returns setof sla.resource_day language sql stable as $$
  select whose, begun, sum(cpu_n)::int, min(cpu_min), max(cpu_max), sum(memoria_n)::int, min(memoria_min), max(memoria_max),
         sum(io_n)::int, min(io_min), max(io_max), sum(gc_n)::int, sum(gc_sum), max(gc_max)
    from sla.resource_hour where entidad = whose and hour >= begun and hour < begun + interval '24 hours' having count(*) > 0
$$;

create or replace function sla.add_up_hours() returns trigger language plpgsql as $$
begin
  delete from sla.hour h using (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
   where h.entidad = c.entidad and h.hour = c.hour;
  insert into sla.hour
  select m.entidad, c.hour, count(*) filter (where state = 'UP'), count(*) filter (where state = 'DOWN'), count(*) filter (where maint),
         sum(missed), sum(probe_n), sum(probe_lt3), sum(probe_lt10), sum(probe_err), sum(call_n), sum(call_lt3), sum(call_lt10), sum(call_err)
    from (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
    join sla.minute m on m.entidad = c.entidad and m.minute >= c.hour and m.minute < c.hour + interval '1 hour'
   group by m.entidad, c.hour;
  delete from sla.day d using (select distinct entidad, date_trunc('day', minute, 'UTC') as day from changed) as c
   where d.entidad = c.entidad and d.day = c.day;
  insert into sla.day
  select d.* from (select distinct entidad, date_trunc('day', minute, 'UTC') as day from changed) as c
   cross join lateral sla.day_of(c.entidad, c.day) as d;
  return null;
end $$;
create or replace function sla.add_up_resources() returns trigger language plpgsql as $$
begin
  delete from sla.resource_hour h using (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
   where h.entidad = c.entidad and h.hour = c.hour;
  insert into sla.resource_hour
  select m.entidad, c.hour, count(cpu), min(cpu), max(cpu), count(memoria), min(memoria), max(memoria), count(io), min(io), max(io),
         count(gc), coalesce(sum(gc), 0), max(gc)
    from (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
    join sla.resource m on m.entidad = c.entidad and m.minute >= c.hour and m.minute < c.hour + interval '1 hour'
   group by m.entidad, c.hour;
  delete from sla.resource_day d using (select distinct entidad, date_trunc('day', minute, 'UTC') as day from changed) as c
   where d.entidad = c.entidad and d.day = c.day;
  insert into sla.resource_day
  select d.* from (select distinct entidad, date_trunc('day', minute, 'UTC') as day from changed) as c
   cross join lateral sla.resource_day_of(c.entidad, c.day) as d;
  return null;
end $$;

insert into sla.day
select d.* from (select distinct entidad, date_trunc('day', hour, 'UTC') as day from sla.hour) as c cross join lateral sla.day_of(c.entidad, c.day) as d;
insert into sla.resource_day
select d.* from (select distinct entidad, date_trunc('day', hour, 'UTC') as day from sla.resource_hour) as c cross join lateral sla.resource_day_of(c.entidad, c.day) as d;
