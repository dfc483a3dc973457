-- The order: one row, one version counter; its life is kept beside it, line by line.
create schema orders;
create table orders.solicitud (
  folio          text primary key,
  state          text not null,
  version        int not null,
  placed_at      timestamptz not null,
  entidad        text not null,
  -- Frozen when it was quoted; nothing later may change what the person was shown.
  importe_centavos bigint not null check (importe_centavos >= 0),
  derecho_desde  date not null,
  plantilla      text not null,
  referencia     text not null,
  acta_version   text not null,
  anio           int not null,
  medio          text not null check (medio in ('tarjeta', 'referencia')),
  curp_blind     bytea,
  -- A deadline is a row: what falls due, and when. Nothing is decided by a timer.
  deadline_at    timestamptz,
  deadline_event text,
  paid_at        timestamptz,
  retry_at       timestamptz,
  attempt        int not null default 0,
  identificador  text,
  codigo         text
);
create index solicitud_deadline on orders.solicitud (deadline_at) where deadline_at is not null;
create index solicitud_retry on orders.solicitud (retry_at) where retry_at is not null;
create table orders.transicion (
  folio       text not null references orders.solicitud,
  version     int not null,
  from_state  text,
  event       text not null,
  to_state    text not null,
  at          timestamptz not null,
  recorded_at timestamptz not null,
  primary key (folio, version)
);
create trigger transicion_is_final before update or delete on orders.transicion for each row execute function journal.refuse();
-- Contact data apart, so that it can be erased without touching the order.
create table orders.contacto (
  folio  text primary key references orders.solicitud,
  correo text not null
);
create table orders.idempotencia (
  key_hash  bytea primary key,
  body_hash bytea not null,
  folio     text not null references orders.solicitud,
  at        timestamptz not null
);
create table orders.correo (
  folio text not null references orders.solicitud,
  kind  text not null,
  at    timestamptz not null,
  primary key (folio, kind)
);
create table orders.recuperacion (
  target bytea not null,
  day    date not null,
  n      int not null,
  primary key (target, day)
);

create schema payments;
create table payments.charge (
  folio    text primary key,
  entidad  text not null,
  cobro    text unique,
  url      text,
  centavos bigint not null check (centavos > 0),
  opened_at timestamptz not null,
  poll_at  timestamptz,
  polls    int not null default 0,
  state    text not null default 'nuevo'
);
create index charge_poll on payments.charge (poll_at) where poll_at is not null;
create table payments.reference (
  folio     text primary key,
  entidad   text not null,
  linea     text not null unique,
  centavos  bigint not null check (centavos > 0),
  vence_en  timestamptz not null,
  issued_at timestamptz not null
);
create table payments.capture (
  folio        text primary key,
  -- The bank's charge, or the line that was paid at a teller: no payment is counted twice.
  cobro        text not null unique,
  channel      text not null check (channel in ('tarjeta', 'referencia')),
  centavos     bigint not null,
  autorizacion text,
  captured_at  timestamptz not null,
  recorded_at  timestamptz not null
);
create table payments.refund (
  folio     text primary key references payments.capture,
  centavos  bigint not null,
  due_at    timestamptz not null,
  settled_at timestamptz
);
create table payments.notice (
  event_id uuid primary key,
  cobro    text not null,
  tipo     text not null,
  at       timestamptz not null,
  recorded_at timestamptz not null
);
-- Double entry in integer centavos: every set of lines of one transaction sums to zero.
create table payments.ledger (
  id       bigint generated always as identity primary key,
  folio    text not null,
  entidad  text not null,
  channel  text not null,
  account  text not null,
  centavos bigint not null,
  at       timestamptz not null,
  day      date not null,
  reason   text not null
);
create index ledger_folio on payments.ledger (folio);
create trigger ledger_is_final before update or delete on payments.ledger for each row execute function journal.refuse();

create schema copies;
create table copies.intento (
  folio       text primary key references orders.solicitud,
  codigo      text not null unique,
  created_at  timestamptz not null,
  -- The entidad's signed answer, kept so that a second try composes exactly the same document.
  answer      jsonb,
  plantilla   text not null,
  verificar_url text not null,
  digest      bytea,
  recorded_at timestamptz
);
create table copies.copia (
  folio          text primary key references orders.solicitud,
  codigo         text not null unique,
  identificador  text not null,
  entidad        text not null,
  referencia     text not null,
  acta_version   text not null,
  sha256         bytea not null unique,
  pdf            bytea not null,
  acta           jsonb not null,
  estado         text not null check (estado in ('vigente', 'superada', 'cancelada')),
  estado_desde   timestamptz,
  issued_at      timestamptz not null
);
alter table copies.copia alter column pdf set storage external;
create index copia_referencia on copies.copia (entidad, referencia);
create function copies.keep_document() returns trigger language plpgsql as $$
begin
  if new.pdf is distinct from old.pdf or new.sha256 is distinct from old.sha256 or new.codigo is distinct from old.codigo or new.acta is distinct from old.acta then
    raise exception 'a copy has one file for ever' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger copia_document before update on copies.copia for each row execute function copies.keep_document();
create trigger copia_kept before delete on copies.copia for each row execute function journal.refuse();
create table copies.verificacion (
  id       text primary key,
  at       timestamptz not null,
  medio    text not null check (medio in ('codigo', 'qr', 'pdf')),
  veredicto text not null,
  motivo   text,
  folio    text,
  detail   jsonb
);
create index verificacion_folio on copies.verificacion (folio) where folio is not null;
