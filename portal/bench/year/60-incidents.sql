-- An incident for each outage, with the fourteen actions of the protocol; what is due later is still to be done.
create unlogged table year.i as
select 'INC-' || entidad || '-' || to_char(since at time zone 'UTC', 'YYYYMMDDHH24MI') as id, entidad, since, since + interval '5 minutes' as seen,
       since + minutes * interval '1 minute' as up, greatest(since + minutes * interval '1 minute', since + interval '55 minutes') as mended,
       row_number() over (order by since, entidad) as n
  from year.outage;
create unlogged table year.a as
select i.*, one ->> 'id' as accion, one ->> 'nombre' as nombre, (one ->> 'critica')::boolean as critica, one, r.roles,
       case one -> 'minutos' ->> 'S1' when 'sin_limite' then null else case coalesce(one ->> 'desde', 'inicio') when 'inicio' then since when 'deteccion' then seen
         else mended + interval '15 minutes' end + (one -> 'minutos' ->> 'S1')::int * interval '1 minute' end as due,
       case one ->> 'id' when 'A10' then mended + interval '15 minutes' when 'A09' then mended when 'A11' then mended + interval '45 minutes'
         when 'A12' then mended + interval '2 days' when 'A13' then mended + interval '3 days' when 'A14' then mended + interval '4 days'
         else since + case when year.r(n * 100 + at, 90) < 0.03 then interval '70 minutes' else interval '0' end
              + (array[7, 9, 12, 14, 18, 40, 25, 50])[at] * interval '1 minute' end as done
  from year.i i, modelo.version v, jsonb_array_elements(v.contenido -> 'acciones') with ordinality as p (one, at),
       lateral (select array_agg(x) from jsonb_array_elements_text(one -> 'roles') x) as r (roles)
 where v.nombre = 'protocolo-de-incidencias' and v.version = (select max(version) from modelo.version where nombre = 'protocolo-de-incidencias');
create unlogged table year.d as
select i.id, step.version, step.event, step.from_state, step.to_state, step.actor, step.at
  from year.p p, year.i i, lateral (select max(done) filter (where accion = 'A01') as a01, max(done) filter (where accion = 'A02') as a02 from year.a where id = i.id) as own,
       lateral (values (1, 'detectar', null, 'detectado', 'sistema', seen), (2, 'declarar', 'detectado', 'declarado', 'mesa-1', a01),
         (3, 'tomar', 'declarado', 'en_atencion', 'enlace-' || entidad, greatest(a01, a02)), (4, 'mitigar', 'en_atencion', 'mitigado', 'enlace-' || entidad, greatest(mended, a01, a02)),
         (5, 'solicitar_verificacion', 'mitigado', 'en_verificacion', 'sistema', greatest(mended, a01, a02)), (6, 'comprobar', 'en_verificacion', 'resuelto', 'sonda', mended + interval '30 minutes'),
         (7, 'revisar', 'resuelto', 'en_revision', 'enlace-' || entidad, mended + interval '2 days'), (8, 'cerrar', 'en_revision', 'cerrado', 'ugd', mended + interval '4 days'))
         as step (version, event, from_state, to_state, actor, at) where step.at < p.now;
insert into incidents.incidencia (id, entidad, causa, origen, severidad, estado, version, inicio, detectada_at, declarada_at, arriba_desde, resuelta_at, cerrada_at, protocolo_version, protocolo_sha256)
select i.id, i.entidad, 'caida', 'sonda', 'S1', last.to_state, last.version, i.since, i.seen, times.declared, i.up, times.solved, times.closed, v.version, v.sha256
  from year.i i, modelo.version v, lateral (select * from year.d where id = i.id order by version desc limit 1) as last,
       lateral (select min(at) filter (where event = 'declarar'), min(at) filter (where event = 'comprobar'), min(at) filter (where event = 'cerrar') from year.d where id = i.id) as times (declared, solved, closed)
 where v.nombre = 'protocolo-de-incidencias' and v.version = (select max(version) from modelo.version where nombre = 'protocolo-de-incidencias') order by i.n;
insert into incidents.transicion (incidencia, version, from_state, event, to_state, actor, at, recorded_at)
select id, version, from_state, event, to_state, actor, at, at from year.d order by at, id, version;
insert into incidents.senal (entidad, at, arriba) select entidad, at, arriba from year.i, lateral (values (since, false), (up, true)) as told (at, arriba) on conflict do nothing;
insert into incidents.accion (incidencia, accion, vez, nombre, protocolo, roles, critica, despues_de, evidencias, desde, minutos, cada, hasta, paso, estado,
  due_at, ocurrio_at, registrada_at, cuenta, rol, clase, evidencia, sha256)
select id, accion, 1, nombre, true, roles, critica, array(select jsonb_array_elements_text(one -> 'despuesDe')), array(select jsonb_array_elements_text(one -> 'evidencia')),
       coalesce(one ->> 'desde', 'inicio'), one -> 'minutos', one -> 'cadaMinutos', one ->> 'hasta', one ->> 'paso', case when was then 'hecha' else 'pendiente' end, due,
       case when was then done end, case when was then done end, case when was then case roles[1] when 'sonda' then 'sonda' else roles[1] || '-' || entidad end end,
       case when was then roles[1] end, case when was then case roles[1] when 'sonda' then 'sonda' else 'texto' end end,
       case when was then 'Se hizo (sintético).' end, case when was then encode(sha256('Se hizo (sintético).'::text::bytea), 'hex') end
  from year.p p, year.a, lateral (select done < p.now) as it (was) order by n, accion;
