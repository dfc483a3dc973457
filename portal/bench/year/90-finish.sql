-- Keys and indexes come back, each checked over all rows; the tools go.
call year.bring_back();
alter table orders.transicion enable trigger user;
alter table sla.minute enable trigger user;
alter table sla.resource enable trigger user;
insert into orders.vida
select folio, entidad, placed, t_paid, t_issued, t_delivered, case fate when 'expired' then t_ended end, t_refund from year.o;
insert into orders.fin (entidad, at, folio, version, again)
select entidad, at, folio, version, false from year.o, lateral (values (t_issued, 5), (t_refunded, 6), (t_ended, 3)) as ended (at, version) where at is not null;
insert into sla.hour
select entidad, date_trunc('hour', minute), count(*) filter (where state = 'UP'), count(*) filter (where state = 'DOWN'), count(*) filter (where maint),
       sum(missed), sum(probe_n), sum(probe_lt3), sum(probe_lt10), sum(probe_err), sum(call_n), sum(call_lt3), sum(call_lt10), sum(call_err)
  from sla.minute group by 1, 2;
insert into sla.resource_hour
select entidad, date_trunc('hour', minute), count(cpu), min(cpu), max(cpu), count(memoria), min(memoria), max(memoria), count(io), min(io), max(io), count(gc), coalesce(sum(gc), 0), max(gc)
  from sla.resource group by 1, 2;
insert into sla.resource_readings
select entidad, date_trunc('hour', minute), array_agg(cpu order by cpu), array_agg(memoria order by memoria), array_agg(io order by io) from sla.resource group by 1, 2;
insert into sla.day
select d.* from (select distinct entidad, date_trunc('day', hour, 'UTC') as day from sla.hour) as c cross join lateral sla.day_of(c.entidad, c.day) as d;
insert into sla.resource_day
select d.* from (select distinct entidad, date_trunc('day', hour, 'UTC') as day from sla.resource_hour) as c cross join lateral sla.resource_day_of(c.entidad, c.day) as d;
drop schema year cascade;
