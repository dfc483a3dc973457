-- The readings of each hour in their order, apart from its sums: an entidad that works at a limit is then counted by a search in
-- them and not by reading its minutes. See ADR 0029.
create table sla.resource_readings (
  entidad text not null,
  hour    timestamptz not null,
  cpu     double precision[],
  memoria double precision[],
  io      double precision[],
  primary key (entidad, hour)
);
create function sla.order_readings() returns trigger language plpgsql as $$
begin
  delete from sla.resource_readings h using (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
   where h.entidad = c.entidad and h.hour = c.hour;
  insert into sla.resource_readings
  select m.entidad, c.hour, array_agg(cpu order by cpu) filter (where cpu is not null),
         array_agg(memoria order by memoria) filter (where memoria is not null), array_agg(io order by io) filter (where io is not null)
    from (select distinct entidad, date_trunc('hour', minute, 'UTC') as hour from changed) as c
    join sla.resource m on m.entidad = c.entidad and m.minute >= c.hour and m.minute < c.hour + interval '1 hour'
   group by m.entidad, c.hour;
  return null;
end $$;
insert into sla.resource_readings
select entidad, date_trunc('hour', minute, 'UTC'), array_agg(cpu order by cpu) filter (where cpu is not null),
       array_agg(memoria order by memoria) filter (where memoria is not null), array_agg(io order by io) filter (where io is not null)
  from sla.resource group by 1, 2;
create trigger readings_of_new after insert on sla.resource referencing new table as changed for each statement execute function sla.order_readings();
create trigger readings_of_changed after update on sla.resource referencing new table as changed for each statement execute function sla.order_readings();
create trigger readings_of_gone after delete on sla.resource referencing old table as changed for each statement execute function sla.order_readings();
