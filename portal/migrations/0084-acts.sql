-- What weighs is done by two people: one proposes with a reason, another carries it out or declines, and the database holds
-- that they are two. See ADR 0034.
create schema acts;
create table acts.acto (
  folio        text primary key,
  que          text not null,
  entidad      text not null,
  -- What it is about: a clave, the folio of an order, a deposit. No person's data.
  asunto       text not null,
  contenido    jsonb not null,
  motivo       text not null,
  estado       text not null default 'propuesto' check (estado in ('propuesto', 'hecho', 'rechazado', 'retirado', 'vencido')),
  propuso      text not null,
  propuesto_at timestamptz not null,
  -- A deadline is a row; null once it ended.
  vence_at     timestamptz,
  resolvio     text,
  resuelto_at  timestamptz,
  -- Small enough that its entidad lets one person do it; says so, so that nobody takes it for two.
  una_persona  boolean not null default false,
  check ((estado = 'propuesto') = (resuelto_at is null)),
  check ((estado = 'propuesto') = (vence_at is not null)),
  check (estado <> 'hecho' or una_persona or (resolvio is not null and resolvio <> propuso)),
  check (estado <> 'rechazado' or resolvio <> propuso)
);
-- Of the same matter there is one open act at a time.
create unique index acto_abierto on acts.acto (que, asunto) where estado = 'propuesto';
create index acto_vence on acts.acto (vence_at) where vence_at is not null;
create index acto_entidad on acts.acto (entidad, propuesto_at desc);
create function acts.keep_proposal() returns trigger language plpgsql as $$
begin
  if old.estado <> 'propuesto' or (new.folio, new.que, new.entidad, new.asunto, new.contenido, new.motivo, new.propuso, new.propuesto_at, new.una_persona)
     is distinct from (old.folio, old.que, old.entidad, old.asunto, old.contenido, old.motivo, old.propuso, old.propuesto_at, old.una_persona) then
    raise exception 'an act is proposed once and ends once' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger acto_is_kept before update on acts.acto for each row execute function acts.keep_proposal();
create trigger acto_is_final before delete on acts.acto for each row execute function journal.refuse();

-- How many of what has a quota each account did in a day of the centre.
create table acts.cuota (
  entidad text not null,
  cuenta  text not null,
  que     text not null,
  dia     date not null,
  n       int not null,
  primary key (cuenta, que, dia)
);
create table acts.alarma (
  id       text primary key,
  entidad  text not null,
  cuenta   text not null,
  que      text not null,
  dia      date not null,
  tope     int not null,
  at       timestamptz not null,
  vista_por text,
  vista_at timestamptz,
  unique (cuenta, que, dia)
);

-- A copy without payment has the two who signed for it.
create table orders.exencion (
  folio      text primary key references orders.solicitud,
  acto       text not null unique,
  propuso    text not null,
  firmo      text not null,
  fundamento text not null,
  centavos   bigint not null check (centavos >= 0),
  at         timestamptz not null,
  check (propuso <> firmo)
);
create trigger exencion_is_final before update or delete on orders.exencion for each row execute function journal.refuse();
alter table orders.solicitud drop constraint solicitud_medio_check;
alter table orders.solicitud add constraint solicitud_medio_check check (medio in ('tarjeta', 'referencia', 'exencion'));
create index solicitud_revision on orders.solicitud (entidad) where state = 'underReview';

-- Money that people gave back by transfer: the tracking key of the bank says which.
alter table payments.refund add column rastreo text;
alter table payments.surplus add column rastreo text;

revoke delete on acts.acto from actas_app;
revoke update, delete on orders.exencion from actas_app;
select tenancy.by_entidad(one) from unnest(array['acts.acto', 'acts.cuota', 'acts.alarma']::regclass[]) as one;
select tenancy.by_parent('orders.exencion', 'folio', 'orders.solicitud', 'folio');
