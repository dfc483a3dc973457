-- Orders of a year with every step of their lives. What would lie in the future has not happened yet.
create unlogged table year.o as
with named as materialized (select n, folio, p.* from year.p p, year.folios('ACT-', 1, (select orders from year.p)) f),
drawn as materialized (
  select n, folio, now, year.one_of(claves, n, 1) as entidad, year.moment(n, orders, 2, since, now) as placed,
         case when year.r(n, 3) < 0.6 then 'tarjeta' else 'referencia' end as medio,
         case when year.r(n, 4) < 0.02 then 'cancelled' when year.r(n, 4) < 0.14 then 'expired'
              when year.r(n, 4) < 0.15 then 'refunded' when year.r(n, 4) < 0.20 then 'issued' else 'delivered' end as fate
    from named),
paid as materialized (
  select d.*, placed + interval '2 seconds' as t_open,
         -- Over a counter it is paid within a day, and known with the bank's file of the next morning.
         case when fate in ('cancelled', 'expired') then null
              when medio = 'tarjeta' then date_trunc('second', placed + (40 + 600 * year.r(n, 5)) * interval '1 second')
              else date_trunc('second', placed + (0.3 + 20 * year.r(n, 5)) * interval '1 hour') end as paid_lo
    from drawn d),
known as materialized (
  select p.*, case when medio = 'tarjeta' then paid_lo + interval '1 second'
                   else date_trunc('day', paid_lo) + interval '1 day 13 hours' + floor(20 * year.r(n, 6)) * interval '1 minute' end as t_paid
    from paid p),
lived as materialized (
  select k.*, t_paid + interval '1 second' as t_taken,
         case when fate in ('issued', 'delivered') then date_trunc('second', t_paid + interval '3 seconds'
           + case when year.r(n, 7) < 0.02 then year.r(n, 8) * interval '5 hours' else year.r(n, 8) * interval '12 seconds' end) end as t_issued,
         case when fate = 'refunded' then t_paid + interval '72 hours' end as t_refund,
         case when fate = 'expired' then placed + interval '24 hours' when fate = 'cancelled'
           then date_trunc('second', placed + interval '5 seconds' + year.r(n, 9) * interval '50 minutes') end as t_ended
    from known k),
ended as materialized (
  select l.*, case when fate = 'delivered' then date_trunc('second', t_issued + interval '5 seconds' + power(year.r(n, 10), 4) * interval '20 hours') end as t_delivered,
         t_refund + interval '2 hours' as t_refunded
    from lived l)
select n, folio, entidad, placed, medio, fate,
       nullif(t_open, greatest(t_open, now)) as t_open, case when t_paid < now then paid_lo end as paid_lo,
       case when t_paid < now then t_paid end as t_paid, case when t_taken < now then t_taken end as t_taken,
       case when t_issued < now then t_issued end as t_issued, case when t_delivered < now then t_delivered end as t_delivered,
       case when t_refund < now then t_refund end as t_refund, case when t_refunded < now then t_refunded end as t_refunded,
       case when t_ended < now then t_ended end as t_ended,
       d.centavos, d.vigente_desde, lpad((n * 1000003 % 10000000000000000)::text, 16, '0') as codigo,
       lpad(n::text, 20, '2') as identificador, '9' || lpad(n::text, 11, '0') || '61234507' as linea
  from ended join (select distinct on (clave) clave, centavos, vigente_desde from directory.derecho order by clave, vigente_desde) d on d.clave = entidad
 order by n;
alter table year.o add primary key (n);
analyze year.o;

insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla, referencia,
  acta_version, anio, medio, curp_blind, deadline_at, deadline_event, paid_at, retry_at, attempt, identificador, codigo)
select folio,
       case when t_refunded is not null then 'refunded' when t_refund is not null then 'refundDue'
            when t_delivered is not null then 'delivered' when t_issued is not null then 'issued' when t_taken is not null then 'issuing'
            when t_paid is not null then 'paid' when t_ended is not null then case fate when 'expired' then 'expired' else 'rejected' end
            when t_open is not null then 'awaitingPayment' else 'quoted' end,
       1 + num_nonnulls(t_open, t_ended, t_paid, t_taken, t_issued, t_delivered, t_refund, t_refunded),
       placed, entidad, centavos, vigente_desde, 'copia-2026-1', 'acta-' || n, 'v1', 1940 + (n % 80)::int, medio,
       -- A person asks for the same acta now and then.
       sha256(('persona ' || (n * 7919 % greatest(1, p.orders * 2 / 3)))::bytea),
       case when t_ended is not null or t_issued is not null or t_refund is not null then null
            when t_paid is not null then t_paid + interval '72 hours' else greatest(placed + interval '24 hours', p.now + interval '1 hour') end,
       case when t_ended is not null or t_issued is not null or t_refund is not null then null
            when t_paid is not null then 'refundFell' else 'deadlinePassed' end,
       t_paid, case when t_paid is not null and t_issued is null and t_refund is null then p.now + interval '1 hour' end,
       case when t_issued > t_taken + interval '1 minute' then 3 else 0 end,
       case when t_issued is not null then identificador end, case when t_issued is not null then codigo end
  from year.o, year.p p order by n;

-- What is kept beside the steps is made once at the end.
alter table orders.transicion disable trigger user;
call year.lay_aside('orders.transicion');
insert into orders.transicion (folio, version, from_state, event, to_state, at, recorded_at)
select folio, version, from_state, event, to_state, at, at from year.o cross join lateral (values
    (1, null, 'placed', 'quoted', placed), (2, 'quoted', 'paymentOpened', 'awaitingPayment', t_open),
    (3, 'awaitingPayment', case fate when 'expired' then 'deadlinePassed' else 'cancelled' end, case fate when 'expired' then 'expired' else 'rejected' end, t_ended),
    (3, 'awaitingPayment', 'paidInFull', 'paid', t_paid), (4, 'paid', 'taken', 'issuing', t_taken),
    (5, 'issuing', 'copyStored', 'issued', t_issued), (6, 'issued', 'downloaded', 'delivered', t_delivered),
    (5, 'issuing', 'refundFell', 'refundDue', t_refund), (6, 'refundDue', 'refundSettled', 'refunded', t_refunded)
  ) as step (version, from_state, event, to_state, at) where at is not null order by n, version;
