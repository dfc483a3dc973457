-- The journal of the year: searches, every step of orders and reports, copies, payments and looks; sealed into one chain.
create unlogged table year.j (at timestamptz, actor text, event text, subject text, entidad text, data jsonb);
insert into year.j
select at, actor, event, folio, entidad, data from year.o, lateral (values
  (placed, 'ciudadano', 'order.placed', jsonb_build_object('centavos', centavos, 'medio', medio)), (t_open, 'sistema', 'order.awaitingPayment', '{"version": 2}'),
  (t_paid, 'banco', 'payment.confirmed', jsonb_build_object('centavos', centavos)), (t_paid, 'banco', 'order.paid', '{"version": 3}'),
  (t_issued, 'sistema', 'copy.issued', '{}'), (t_issued, 'sistema', 'order.issued', '{"version": 5}'), (t_delivered, 'ciudadano', 'order.delivered', '{"version": 6}'),
  (t_ended, case fate when 'expired' then 'sistema' else 'ciudadano' end, case fate when 'expired' then 'order.expired' else 'order.rejected' end, '{"version": 3}'),
  (t_refund, 'sistema', 'order.refundDue', '{"version": 5}'), (t_refunded, 'banco', 'order.refunded', '{"version": 6}')) as fact (at, actor, event, data) where at is not null;
insert into year.j select at, 'ciudadano', event, 'busqueda', entidad, data from year.o,
  lateral (values ('acta.found', '{"actas": 1}'::jsonb, true), ('search.unmatched', '{}', year.r(n, 110) < 0.3), ('search.unanswered', '{}', year.r(n, 111) < 0.02)) as fact (event, data, applies),
  lateral (select placed - interval '3 minutes') as before (at) where applies;
insert into year.j select s.at, s.actor, 'ticket.' || s.event, s.folio, t.entidad, jsonb_build_object('version', s.version) from year.s s join year.t t using (n);
-- Whoever worked on a report read it.
insert into year.j select s.at - interval '5 seconds', s.actor, 'staff.looked', s.folio, t.entidad,
  jsonb_build_object('motivo', 'caso', 'oficina', case when s.actor = 'mesa-1' then null else t.entidad end, 'que', 'reporte', 'rol', case when s.actor = 'mesa-1' then 'mesa_n1' else 'mesa_entidad' end)
  from year.s s join year.t t using (n) where s.actor like 'mesa-%';
insert into year.j select at, case actor when 'sistema' then 'monitor' else actor end, 'incident.' || event, d.id, i.entidad, '{"severidad": "S1"}' from year.d d join year.i i using (id);

-- The very bytes that chain.ts hashes: keys in their order, no spaces, instants as Temporal writes them.
create function year.canonical(j jsonb) returns text language sql immutable as
  $$ select coalesce('{' || string_agg(to_json(key) || ':' || value, ',' order by key collate "C") || '}', '{}') from jsonb_each(j) $$;
create function year.instant(at timestamptz) returns text language sql immutable as $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
create function year.link(before bytea, entry text) returns bytea language sql immutable as $$ select sha256(before || convert_to(entry, 'UTF8')) $$;
-- It goes on where the chain stands.
do $$ begin
  execute format('create aggregate year.chain(text) (sfunc = year.link, stype = bytea, initcond = %L)',
    coalesce((select hash from journal.seal order by seq desc limit 1), decode(repeat('00', 32), 'hex'))::text);
end $$;
create table year.sealed as select coalesce(max(seq), 0) as seq, coalesce(max(entry), 0) as entry from journal.seal;

call year.lay_aside('journal.entry');
insert into journal.entry (at, recorded_at, actor, event, subject, entidad, data) select at, at, actor, event, subject, entidad, data from year.j order by at;
call year.lay_aside('journal.seal');
insert into journal.seal (seq, entry, hash)
select row_number() over w + (select seq from year.sealed), id, year.chain(text) over w
  from journal.entry e, lateral (select '{"actor":' || to_json(actor) || ',"at":"' || year.instant(at) || '","data":' || year.canonical(data) || ',"entidad":' || coalesce(to_json(entidad)::text, 'null')
    || ',"event":' || to_json(event) || ',"id":' || id || ',"recorded_at":"' || year.instant(recorded_at) || '","subject":' || to_json(subject) || '}') as bytes (text)
  where id > (select entry from year.sealed)
  window w as (order by id rows between unbounded preceding and current row);
