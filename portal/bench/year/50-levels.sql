-- What was seen of the service: outages, every call, the probes that are still kept, and each minute of the year as it is folded.
create unlogged table year.target as
select clave, row_number() over (order by clave) as t from (select clave from directory.entidad union all values ('00')) as every;
create unlogged table year.outage as
select clave as entidad, date_trunc('minute', p.since + (k + 0.1 + 0.8 * year.r(t * 100 + k, 60)) * ((p.now - p.since) / (p.nines + 1))) as since,
       6 + floor(power(year.r(t * 100 + k, 61), 3) * 120)::int as minutes
  from year.p p, year.target, generate_series(0, p.nines) as k where clave <> '00';
delete from year.outage o using year.p p where o.since + (minutes + 180) * interval '1 minute' > p.now;
insert into sla.outage (entidad, since, declared_at, ended_at)
select entidad, since, since + interval '5 minutes', since + minutes * interval '1 minute' from year.outage order by since;

call year.lay_aside('gateway.call');
insert into gateway.call (id, entidad, operacion, sent_at, ms, outcome, status)
select md5('llamada ' || n)::uuid, year.one_of(claves, n, 62), case when n % 5 = 4 then 'copia' else 'busqueda' end, year.moment(n, calls, 63, since, now),
       ms, case when ms > 9000 then 'timeout' when year.r(n, 65) < 0.004 then 'server-error' else 'ok' end,
       case when ms > 9000 then null when year.r(n, 65) < 0.004 then 500 else 200 end
  from year.p p, generate_series(1, (select calls from year.p)) as n,
       lateral (select round((120 + 400 * year.r(n, 64) + case when year.r(n, 66) < 0.02 then 9500 * year.r(n, 67) else 0 end)::numeric, 1)::float8) as took (ms)
 order by n;
create unlogged table year.called as
select entidad, date_trunc('minute', sent_at) as minute, count(*)::int as n,
       (count(*) filter (where outcome in ('ok', 'server-error') and ms < 3000))::int as lt3,
       (count(*) filter (where outcome in ('ok', 'server-error') and ms < 10000))::int as lt10, (count(*) filter (where outcome <> 'ok'))::int as err
  from gateway.call group by 1, 2;
analyze year.called;

-- Two vantages, each twice a minute.
call year.lay_aside('sla.probe');
insert into sla.probe (objetivo, scheduled_at, vantage, sent_at, ms, outcome, cpu, memoria, io, gc)
select clave, at, vantage, at, 80 + 300 * year.r(k, 70) + case when year.r(k, 71) < 0.01 then 2600 else 0 end,
       case when down.entidad is null then 'ok' else 'timeout' end, 0.1 + 0.3 * year.r(k, 72), 0.3 + 0.1 * year.r(k, 73), 0.1 * year.r(k, 74), 0.01 * year.r(k, 75)
  from year.p p, year.target cross join lateral generate_series(date_trunc('minute', p.now) - p.kept, p.now - interval '1 second', interval '15 seconds') as slot
       cross join lateral (select slot + (t % 15) * interval '1 second', case when extract(second from slot)::int % 30 = 0 then 'a' else 'b' end, extract(epoch from slot)::bigint * 100 + t) as one (at, vantage, k)
       left join year.outage down on down.entidad = clave and at >= down.since and at < down.since + down.minutes * interval '1 minute'
 order by at;

create unlogged table year.down as
select entidad, since + i * interval '1 minute' as minute from year.outage, generate_series(0, minutes - 1) as i;
analyze year.down;
-- The hours are added up once at the end, and not again with each minute.
alter table sla.minute disable trigger user;
alter table sla.resource disable trigger user;
call year.lay_aside('sla.minute');
insert into sla.minute (entidad, minute, state, probe_n, probe_lt3, probe_lt10, probe_err, call_n, call_lt3, call_lt10, call_err)
select clave, at, case when d.minute is null then 'UP' else 'DOWN' end, 4, case when d.minute is null then 4 else 0 end,
       case when d.minute is null then 4 else 0 end, case when d.minute is null then 0 else 4 end, coalesce(c.n, 0), coalesce(c.lt3, 0), coalesce(c.lt10, 0), coalesce(c.err, 0)
  from generate_series((select since from year.p), (select now - interval '1 minute' from year.p), interval '1 minute') as at cross join year.target
       left join year.down d on d.entidad = clave and d.minute = at left join year.called c on c.entidad = clave and c.minute = at;
call year.lay_aside('sla.resource');
-- Two entidades work at their limit.
insert into sla.resource (entidad, minute, cpu, memoria, io, gc)
select clave, at, 0.1 + case when t % 16 = 15 then 0.6 else 0.35 end * year.r(k, 80), 0.3 + 0.1 * year.r(k, 81), 0.2 * year.r(k, 82), 0.01 * year.r(k, 83)
  from generate_series((select since from year.p), (select now - interval '1 minute' from year.p), interval '1 minute') as at cross join year.target,
       lateral (select extract(epoch from at)::bigint * 100 + t) as one (k);
insert into sla.watch (entidad, judged_until) select clave, now from year.target, year.p;
insert into sla.vantage (vantage, complete_until, seen_at) select v, now, now from year.p, unnest(array['a', 'b']) as v on conflict do nothing;
