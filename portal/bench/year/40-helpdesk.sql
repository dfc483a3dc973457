-- Reports of people with their lives, clocks and words. Some hundreds of the last weeks wait for an answer that is late.
create unlogged table year.t as
with drawn as materialized (
  select f.n, f.folio, p.now, p.claves, p.orders, year.moment(f.n, tickets, 40, since, now) as opened, year.r(f.n, 41) as kind, year.r(f.n, 42) as way, o.folio as sobre, o.entidad as of_order
    from year.p p, year.folios('REP-', 2, (select tickets from year.p)) f
    left join year.o o on f.n % 2 = 0 and o.n = greatest(1, (f.n * (select orders::numeric / tickets from year.p))::bigint)),
told as materialized (
  select d.*, coalesce(of_order, year.one_of(claves, n, 43)) as entidad,
         case when kind < 0.3 then 'datos' when kind < 0.45 then 'no-encontrada' when kind < 0.75 then 'pago' else 'otro' end as tipo,
         opened > now - interval '40 days' and way > 0.95 as stuck,
         case when way < 0.60 then 'n1' when way < 0.70 then 'n1-confirmed' when way < 0.75 then 'cancelled' else 'n2' end as road
    from drawn d),
timed as materialized (
  select t.*, date_trunc('second', opened + (10 + year.r(n, 44) * 120) * interval '1 second') as a1,
         date_trunc('second', opened + case when year.r(n, 45) < 0.95 then 150 + year.r(n, 46) * 420 else 650 + year.r(n, 46) * 3000 end * interval '1 second') as a2
    from told t)
select n, folio, entidad, tipo, sobre, opened, road, stuck, a1 as taken, a2 as answered,
       case when road = 'n1' then a2 + interval '7 days' when road = 'n1-confirmed' then a2 + interval '3 hours' end as closed1,
       a2 + interval '1 minute' as escalated, a2 + interval '2 minutes' as acknowledged, a2 + interval '1 hour' as taken2,
       date_trunc('second', a2 + interval '1 hour' + case when year.r(n, 47) < 0.94 then year.r(n, 48) * 20 else 24 + year.r(n, 48) * 40 end * interval '1 hour') as solved2
  from timed;
alter table year.t add primary key (n);

create unlogged table year.s as
select t.n, t.folio, row_number() over (partition by t.n order by step.place) as version, step.event, step.to_state, step.actor, step.codigo, step.at
  from year.p p, year.t t, lateral (values
    (1, 'opened', 'new', 'ciudadano', null, opened, true, false),
    (2, 'taken', 'atLevel1', 'mesa-1', null, case when road = 'cancelled' then null else taken end, true, false),
    (3, 'cancelled', 'cancelledByCitizen', 'ciudadano', null, opened + interval '4 minutes', road = 'cancelled', true),
    (4, 'solved', 'solvedAtLevel1', 'mesa-1', 'como-pedirla', answered, road in ('n1', 'n1-confirmed'), true),
    (5, 'confirmed', 'closed', 'ciudadano', null, closed1, road = 'n1-confirmed', true),
    (6, 'closeElapsed', 'closed', 'sistema', null, closed1, road = 'n1', true),
    (7, 'answered', 'atLevel1', 'mesa-1', 'otra-oficina', answered, road = 'n2', false),
    (8, 'escalated', 'escalated', 'mesa-1', null, escalated, road = 'n2', false),
    (9, 'acknowledged', 'receivedAtLevel2', 'mesa-' || entidad, null, acknowledged, road = 'n2', false),
    (10, 'takenAtLevel2', 'atLevel2', 'mesa-' || entidad, null, taken2, road = 'n2', true),
    (11, 'solvedAtLevel2', 'solvedAtLevel2', 'mesa-' || entidad, 'correccion', solved2, road = 'n2', true),
    (12, 'closeElapsed', 'closed', 'sistema', null, solved2 + interval '7 days', road = 'n2', true)
  ) as step (place, event, to_state, actor, codigo, at, applies, waits)
 where applies and at < p.now and not (stuck and waits);
alter table year.s add primary key (n, version);
analyze year.t;
analyze year.s;

call year.lay_aside('helpdesk.suceso');
insert into helpdesk.reporte (folio, tipo, state, version, opened_at, entidad, sobre, origen, n1_minutos, n2_horas, espera_horas, cierre_horas, deadline_at, deadline_event)
select t.folio, tipo, last.to_state, last.version, opened, entidad, sobre, 'persona', 10, 24, 72, 168,
       case when last.to_state like 'solvedAt%' then last.at + interval '168 hours' end, case when last.to_state like 'solvedAt%' then 'closeElapsed' end
  from year.t t, lateral (select * from year.s where n = t.n order by version desc limit 1) as last order by t.n;
insert into helpdesk.suceso (folio, version, event, from_state, to_state, actor, codigo, at, recorded_at)
select folio, version, event, lag(to_state) over (partition by n order by version), to_state, actor, codigo, at, at from year.s order by n, version;
insert into helpdesk.reloj (folio, reloj, corrida, inicio_at, due_at, respuesta_at, anulado_at, avisado_at)
select folio, reloj, 1, inicio, vence, respuesta, anulado, case when coalesce(respuesta, anulado, p.now) > vence then vence end from year.p p, (
  select folio, n, 'frN1' as reloj, min(at) as inicio, min(at) + interval '10 minutes' as vence,
         min(at) filter (where event in ('answered', 'solved')) as respuesta, min(at) filter (where event = 'cancelled') as anulado
    from year.s group by folio, n
  union all
  select folio, n, 'respN2', min(at) filter (where event = 'acknowledged'), min(at) filter (where event = 'acknowledged') + interval '24 hours',
         min(at) filter (where event = 'solvedAtLevel2'), null
    from year.s group by folio, n having bool_or(event = 'acknowledged')) as run order by n, reloj;
insert into helpdesk.mensaje (folio, version, de, publico, texto, mailed_at)
select folio, version, case when event = 'opened' then 'persona' when event = 'solvedAtLevel2' then 'N2' else 'N1' end, true,
       case when event = 'opened' then 'Reporte sintético ' || n || ': pedí la copia y necesito ayuda.' else 'Respuesta sintética: así se resuelve.' end,
       case when event <> 'opened' then at end from year.s where event in ('opened', 'answered', 'solved', 'solvedAtLevel2') order by n, version;
insert into helpdesk.contacto (folio, correo) select folio, 'persona-' || n || '@example.org' from year.t where n % 2 = 0 order by n;
insert into helpdesk.paquete (folio, version, categoria, intentado, evidencia, consentimiento, contacto)
select folio, version, 'datos', 'Se buscó por CURP.', 'Captura sintética.', true, 'persona-' || n || '@example.org' from year.s where event = 'escalated' order by n;
insert into helpdesk.correccion (folio, n, dato, dice, debe_decir) select folio, 1, 'primerApellido', 'SINTETICA', 'SINTÉTICA' from year.t where tipo = 'datos' order by n;
insert into helpdesk.captura (folio, criterios)
select folio, jsonb_build_object('nombres', 'PERSONA', 'primerApellido', 'SINTÉTICA', 'sexo', 'M', 'fechaNacimiento', '1980-01-01') from year.t where tipo = 'no-encontrada' order by n;
insert into helpdesk.comprobante (id, folio, solicitud, fecha, banco, tipo, sha256, bytes, at)
select md5('comprobante ' || n)::uuid, folio, sobre, opened::date, 'Banco', 'application/pdf', sha256(convert_to(folio, 'UTF8')), convert_to('%PDF sembrado ' || folio, 'UTF8'), opened
  from year.t where tipo = 'pago' and sobre is not null and year.r(n, 49) < 0.2 order by n;

-- One copy in five hundred is refused somewhere.
create unlogged table year.x as
select f.folio, o.n, o.entidad, o.codigo, at, year.r(o.n, 51) as way, year.one_of(array['escuela', 'imss', 'ine', 'pasaportes', 'particular'], o.n, 52) as autoridad
  from (select *, row_number() over (order by n) as k from year.o where t_issued is not null and year.r(n, 50) < 0.002 + 40.0 / (select orders from year.p)) o
  join year.folios('REC-', 3, (select orders / 300 + 150 from year.p)) f on f.n = o.k,
  lateral (select least(o.t_issued + interval '2 days', (select now from year.p) - interval '3 minutes')) as told (at);
insert into helpdesk.rechazo (folio, state, version, opened_at, fecha, copia_hash, entidad, autoridad, clase, veredicto, verificacion)
select folio, last, versions, at, (at at time zone 'America/Mexico_City')::date, sha256(codigo::bytea), entidad, autoridad,
       case autoridad when 'particular' then 'particular' else 'autoridad' end, 'valida', md5('verificacion ' || n)
  from year.x, lateral (select case when way < 0.1 then 1 when way < 0.8 then 6 else 4 end, case when way < 0.1 then 'received' when way < 0.8 then 'upheldCorrected' else 'agencyNotified' end) as as_is (versions, last) order by at;
insert into helpdesk.rechazo_suceso (folio, version, event, from_state, to_state, actor, at)
select r.folio, step.version, event, from_state, to_state, case step.version when 1 then 'ciudadano' else 'ugd' end, opened_at + step.version * interval '1 second'
  from helpdesk.rechazo r, (values (1, 'tell', null, 'received'), (2, 'classify', 'received', 'classified'), (3, 'validate', 'classified', 'validated'),
    (4, 'notifyAgency', 'validated', 'agencyNotified'), (5, 'agencyAnswered', 'agencyNotified', 'answered'), (6, 'upholdCorrected', 'answered', 'upheldCorrected'))
    as step (version, event, from_state, to_state) where step.version <= r.version order by opened_at, step.version;
insert into helpdesk.fuente (rechazo, puerta, actor, palabras, at)
select folio, year.one_of(array['gobmx', 'mesaLocal', 'oic', 'contraloria'], n, 53), 'ciudadano', 'No la aceptaron (sintético).', at from year.x order by at;
