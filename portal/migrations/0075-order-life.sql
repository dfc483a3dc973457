-- The instants of each order's life in one narrow row, and every end of a service by its entidad: kept by the database with
-- each step, so that counts of weeks need not join all steps of all orders. See ADR 0029.
create table orders.vida (
  folio        text primary key references orders.solicitud,
  entidad      text not null,
  placed_at    timestamptz not null,
  paid_at      timestamptz,
  issued_at    timestamptz,
  delivered_at timestamptz,
  expired_at   timestamptz,
  refund_at    timestamptz
);
-- An order may end again: once unpaid, then with the copy that late money brought. Whoever counts orders counts each once.
create table orders.fin (
  entidad text not null,
  at      timestamptz not null,
  folio   text not null references orders.solicitud,
  version int not null,
  again   boolean not null,
  primary key (folio, version)
);

create function orders.note_life() returns trigger language plpgsql as $$
begin
  insert into orders.vida as v (folio, entidad, placed_at, paid_at, issued_at, delivered_at, expired_at, refund_at)
  select s.folio, s.entidad, s.placed_at, min(at) filter (where to_state = 'paid'), min(at) filter (where to_state = 'issued'),
         min(at) filter (where to_state = 'delivered'), min(at) filter (where to_state = 'expired'), min(at) filter (where to_state = 'refundDue')
    from added join orders.solicitud s using (folio) group by s.folio
  on conflict (folio) do update set paid_at = least(v.paid_at, excluded.paid_at), issued_at = least(v.issued_at, excluded.issued_at),
    delivered_at = least(v.delivered_at, excluded.delivered_at), expired_at = least(v.expired_at, excluded.expired_at),
    refund_at = least(v.refund_at, excluded.refund_at)
    where (excluded.paid_at, excluded.issued_at, excluded.delivered_at, excluded.expired_at, excluded.refund_at) is distinct from (null, null, null, null, null);
  insert into orders.fin (entidad, at, folio, version, again)
  select s.entidad, at, folio, a.version, exists (select from orders.transicion e where e.folio = a.folio and e.version < a.version
           and e.to_state in ('issued', 'refunded', 'rejected', 'expired'))
    from added a join orders.solicitud s using (folio) where to_state in ('issued', 'refunded', 'rejected', 'expired');
  return null;
end $$;

insert into orders.vida
select s.folio, s.entidad, s.placed_at, min(at) filter (where to_state = 'paid'), min(at) filter (where to_state = 'issued'),
       min(at) filter (where to_state = 'delivered'), min(at) filter (where to_state = 'expired'), min(at) filter (where to_state = 'refundDue')
  from orders.transicion join orders.solicitud s using (folio) group by s.folio;
insert into orders.fin (entidad, at, folio, version, again)
select s.entidad, at, folio, t.version, row_number() over (partition by folio order by t.version) > 1
  from orders.transicion t join orders.solicitud s using (folio) where to_state in ('issued', 'refunded', 'rejected', 'expired');
create trigger life_of_new after insert on orders.transicion referencing new table as added for each statement execute function orders.note_life();

create index vida_placed on orders.vida (placed_at) include (entidad, paid_at, issued_at, delivered_at, expired_at, refund_at);
create index fin_at on orders.fin (at) include (entidad, again);
create index fin_entidad on orders.fin (entidad, at) include (again);
create index fin_again on orders.fin (at) where again;
select tenancy.by_entidad(one) from unnest(array['orders.vida', 'orders.fin']::regclass[]) as one;
create index solicitud_delayed on orders.solicitud (placed_at) include (entidad) where attempt > 0;
