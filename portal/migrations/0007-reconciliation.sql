-- Money that came over a counter: every deposit that a bank told of, once, and what of it goes back to whom.
create table payments.deposit (
  -- What makes a deposit the same deposit, whichever file tells of it and however often.
  key          text primary key,
  entidad      text not null,
  linea        text not null,
  folio        text,
  centavos     bigint not null check (centavos > 0),
  -- The bank's word on when it was paid: an instant, or the whole day where it gave no hour.
  paid_lo      timestamptz not null,
  paid_hi      timestamptz not null,
  outcome      text not null,
  reason       text,
  recorded_at  timestamptz not null,
  check (paid_lo <= paid_hi)
);
create index deposit_folio on payments.deposit (folio) where folio is not null;
create trigger deposit_is_final before update or delete on payments.deposit for each row execute function journal.refuse();
-- Money to be given back apart from a whole order: what is too much, and what was paid a second time.
create table payments.surplus (
  deposit    text primary key references payments.deposit,
  folio      text not null,
  entidad    text not null,
  centavos   bigint not null check (centavos > 0),
  reason     text not null,
  due_at     timestamptz not null,
  settled_at timestamptz
);
create index surplus_folio on payments.surplus (folio);

create schema reconciliation;
create table reconciliation.file (
  id          bigint generated always as identity primary key,
  entidad     text not null,
  sha256      text not null,
  content     bytea not null,
  -- From the header, as far as it could be read.
  bank        text,
  account     text,
  day         date,
  sequence    int,
  state       text not null check (state in ('accepted', 'refused', 'quarantined')),
  reason      text,
  lines       int not null,
  centavos    bigint not null,
  channel     text not null,
  actor       text not null,
  received_at timestamptz not null,
  parsed_at   timestamptz not null,
  unique (entidad, sha256)
);
create unique index file_identity on reconciliation.file (bank, account, day, sequence) where state = 'accepted';
create index file_entidad on reconciliation.file (entidad, received_at desc);
create trigger file_is_final before update or delete on reconciliation.file for each row execute function journal.refuse();
create table reconciliation.line (
  file      bigint not null references reconciliation.file,
  n         int not null,
  entidad   text not null,
  linea     text not null,
  centavos  bigint not null,
  paid_lo   timestamptz not null,
  paid_hi   timestamptz not null,
  branch    text not null,
  autorizacion text not null,
  deposit   text not null,
  outcome   text not null,
  reason    text,
  folio     text,
  matched_at timestamptz not null,
  primary key (file, n)
);
create index line_unmatched on reconciliation.line (entidad, outcome) where outcome not in ('matched');
create trigger line_is_final before update or delete on reconciliation.line for each row execute function journal.refuse();

-- Indicator 6: from the payment at the bank to the moment at which our own poll sees it in the entidad's service.
create table reconciliation.track (
  folio         text primary key,
  entidad       text not null,
  linea         text not null,
  centavos      bigint not null,
  paid_lo       timestamptz not null,
  paid_hi       timestamptz not null,
  -- Whether the bank gave no hour, so that the notice to the entidad says the day alone.
  paid_day      date,
  bank_file_at  timestamptz not null,
  parsed_at     timestamptz not null,
  matched_at    timestamptz not null,
  told_at       timestamptz,
  registered_at timestamptz,
  -- The last poll that was answered with "not yet", and the first one that saw it.
  last_no_at    timestamptz,
  available_at  timestamptz,
  tries         int not null default 0,
  overdue_noted boolean not null default false,
  -- A deadline is a row: when the entidad is told or asked again; null when there is nothing left to ask.
  due_at        timestamptz
);
create index track_due on reconciliation.track (due_at) where due_at is not null;
create index track_paid on reconciliation.track (paid_lo);
create index track_open on reconciliation.track (entidad) where available_at is null;
create table reconciliation.poll (
  folio   text not null references reconciliation.track,
  at      timestamptz not null,
  outcome text not null check (outcome in ('yes', 'no', 'no-answer'))
);
create index poll_folio on reconciliation.poll (folio, at);
create trigger poll_is_final before update or delete on reconciliation.poll for each row execute function journal.refuse();
