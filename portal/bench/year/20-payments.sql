-- The money of these orders: charges, lines, captures, the double entry, the banks' files and the clock of indicator 6.
insert into payments.charge (folio, entidad, cobro, url, centavos, opened_at, polls, state)
select folio, entidad, 'cobro-' || n, 'https://banco.invalid/cobros/' || n, centavos, t_open, 1, case when t_paid is null then 'abierto' else 'capturado' end
  from year.o where medio = 'tarjeta' and t_open is not null order by n;
insert into payments.reference (folio, entidad, linea, centavos, vence_en, issued_at)
select folio, entidad, linea, centavos, placed + interval '72 hours', t_open from year.o where medio = 'referencia' and t_open is not null order by n;
insert into payments.capture (folio, cobro, channel, centavos, autorizacion, captured_at, recorded_at)
select folio, case medio when 'tarjeta' then 'cobro-' || n else linea end, medio, centavos, lpad((n % 1000000)::text, 6, '0'), paid_lo, t_paid
  from year.o where t_paid is not null order by n;
insert into payments.refund (folio, centavos, due_at, settled_at)
select folio, centavos, t_refund + interval '72 hours', t_refunded from year.o where t_refund is not null order by n;

-- One file of each account and morning; a line in a thousand brings too much, one in five hundred names no order.
create unlogged table year.line as
with paid as materialized (
  select entidad, (t_paid at time zone 'America/Mexico_City')::date as day, linea, folio, centavos as price, paid_lo, t_paid as matched_at, n,
         case when year.r(n, 20) < 0.001 then 5000 else 0 end as surplus
    from year.o where medio = 'referencia' and t_paid is not null),
stray as materialized (
  select entidad, day, '8' || substr(linea, 2) as linea, null::text as folio, 0 as price, paid_lo, matched_at, n, price + 0 as surplus
    from paid where year.r(n, 21) < 0.002)
select *, row_number() over (partition by entidad, day order by n, linea desc) as at,
       dense_rank() over (order by day, entidad) as file, price + surplus as centavos, 'sembrado/' || linea as deposit
  from (select * from paid union all select * from stray) as every;
analyze year.line;
insert into reconciliation.file (id, entidad, sha256, content, bank, account, day, sequence, state, lines, centavos, channel, actor, received_at, parsed_at)
overriding system value
select file, entidad, encode(sha256(('sembrado ' || file)::bytea), 'hex'), ('sembrado ' || file)::bytea, 'BANCO', 'CTA-' || entidad, day, 1, 'accepted',
       count(*), sum(centavos), 'banco', 'banco', min(matched_at) - interval '2 seconds', min(matched_at) - interval '1 second'
  from year.line group by file, entidad, day order by file;
select setval(pg_get_serial_sequence('reconciliation.file', 'id'), greatest(1, (select max(id) from reconciliation.file)));
insert into reconciliation.line (file, n, entidad, linea, centavos, paid_lo, paid_hi, branch, autorizacion, deposit, outcome, reason, folio, matched_at)
select file, at, entidad, linea, centavos, paid_lo, paid_lo, '0001', lpad((n % 1000000)::text, 6, '0'), deposit,
       case when folio is null then 'unidentified' when surplus > 0 then 'excess' else 'matched' end,
       case when folio is null then 'linea-desconocida' end, folio, matched_at from year.line order by file, at;
insert into payments.deposit (key, entidad, linea, folio, centavos, paid_lo, paid_hi, outcome, reason, recorded_at)
select deposit, entidad, linea, folio, centavos, paid_lo, paid_lo,
       case when folio is null then 'unidentified' when surplus > 0 then 'excess' else 'matched' end,
       case when folio is null then 'linea-desconocida' end, matched_at from year.line order by file, at;
insert into payments.surplus (deposit, folio, entidad, centavos, reason, due_at, settled_at)
select deposit, folio, entidad, surplus, 'excedente', matched_at + interval '72 hours',
       case when matched_at + interval '30 hours' < p.now and year.r(n, 22) > 0.02 then matched_at + interval '30 hours' end
  from year.line, year.p p where folio is not null and surplus > 0;

call year.lay_aside('payments.ledger');
insert into payments.ledger (folio, entidad, channel, account, centavos, at, day, reason)
select folio, entidad, channel, account, centavos, at, (at at time zone 'America/Mexico_City')::date, reason from (
  select folio, entidad, medio as channel, account, sign * centavos as centavos, t_paid as at, 'capture' as reason
    from year.o, (values ('banco', 1), ('por-emitir', -1)) as side (account, sign) where medio = 'tarjeta' and t_paid is not null
  union all
  select coalesce(folio, linea), entidad, 'referencia', account, side.centavos, matched_at, case when folio is null then 'unidentified' else 'deposit' end
    from year.line l, lateral (values ('banco', l.centavos), ('por-emitir', -l.price),
      (case when l.folio is null then 'sin-identificar' else 'por-devolver' end, -l.surplus)) as side (account, centavos) where side.centavos <> 0
  union all
  select folio, entidad, medio, account, sign * centavos, t_refunded, 'refund'
    from year.o, (values ('por-emitir', 1), ('banco', -1)) as side (account, sign) where t_refunded is not null) as booked
 order by at, folio;

-- Told at once; seen within hours by most, too late by one in five hundred, not yet by the newest.
insert into reconciliation.track (folio, entidad, linea, centavos, paid_lo, paid_hi, bank_file_at, parsed_at, matched_at, told_at,
  registered_at, last_no_at, available_at, tries, overdue_noted, due_at)
select folio, entidad, linea, centavos, paid_lo, paid_lo, matched_at - interval '2 seconds', matched_at - interval '1 second', matched_at,
       matched_at + interval '1 second', seen, case when no < p.now then no end, seen, 3, coalesce(seen, p.now) > paid_lo + interval '72 hours',
       case when seen is null then p.now + interval '15 minutes' end
  from year.p p, year.line l,
       lateral (select matched_at + case when year.r(n, 23) < 0.002 then interval '80 hours' else interval '15 minutes' * ceil(12 * year.r(n, 24)) end) as would (be),
       lateral (select case when be < p.now then be end, be - interval '15 minutes') as told (seen, no)
 where folio is not null order by file, at;
call year.lay_aside('reconciliation.poll');
insert into reconciliation.poll (folio, at, outcome)
select folio, at, outcome from reconciliation.track, lateral (values (last_no_at, 'no'), (available_at, 'yes')) as asked (at, outcome) where at is not null;
