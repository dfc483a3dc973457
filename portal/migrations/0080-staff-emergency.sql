-- Rights lent for an hour in an emergency: who asked, for which case, who was told, how it ended, and what the audit found.
create table staff.emergencia (
  id            text primary key,
  account       text not null references staff.account,
  -- As they were called at that moment: an office sees the account of no federal body.
  nombre        text not null,
  -- The role at that moment; which rights a reason lends to it is a table of the program's policy.
  rol           text not null,
  entidad       text not null check (entidad ~ '^[0-9]{2}$'),
  motivo        text not null,
  -- The report or the incident that it is about.
  asunto        text not null,
  opened_at     timestamptz not null,
  ends_at       timestamptz not null,
  ended_at      timestamptz,
  ended_by      text,
  review_due_at timestamptz not null,
  -- When the time for the review was over without one.
  overdue_at    timestamptz,
  hallazgo      text check (hallazgo in ('justificado', 'no_justificado')),
  reviewed_at   timestamptz,
  reviewed_by   text references staff.account,
  -- The hour is ours; that it can never be longer is held here.
  check (ends_at > opened_at and ends_at <= opened_at + interval '60 minutes'),
  check (ended_at between opened_at and ends_at),
  check ((ended_at is null) = (ended_by is null)),
  check ((hallazgo is null) = (reviewed_at is null) and (hallazgo is null) = (reviewed_by is null)),
  check (hallazgo is null or ended_at is not null),
  check (reviewed_by <> account)
);
create unique index emergencia_una on staff.emergencia (account) where ended_at is null;
create index emergencia_fin on staff.emergencia (ends_at) where ended_at is null;
create index emergencia_revision on staff.emergencia (review_due_at) where reviewed_at is null;
create index emergencia_reciente on staff.emergencia (account, opened_at);

-- Who is told of it. Whoever is told says that they read it.
create table staff.emergencia_aviso (
  emergencia    text not null references staff.emergencia,
  -- Names the mail: an account may have any signs.
  numero        int not null,
  account       text not null references staff.account,
  acusado_at    timestamptz,
  primary key (emergencia, account),
  unique (emergencia, numero)
);
create index emergencia_aviso_pendiente on staff.emergencia_aviso (account) where acusado_at is null;

select tenancy.by_entidad('staff.emergencia');
select tenancy.by_parent('staff.emergencia_aviso', 'emergencia', 'staff.emergencia', 'id');
revoke delete on staff.emergencia, staff.emergencia_aviso from actas_app;

-- Only its end, its delay and its finding are ever written, each once.
create function staff.emergencia_keeps() returns trigger language plpgsql as $$
begin
  if (old.id, old.account, old.nombre, old.rol, old.entidad, old.motivo, old.asunto, old.opened_at, old.ends_at, old.review_due_at)
     is distinct from (new.id, new.account, new.nombre, new.rol, new.entidad, new.motivo, new.asunto, new.opened_at, new.ends_at, new.review_due_at)
     or (old.ended_at is not null and (old.ended_at, old.ended_by) is distinct from (new.ended_at, new.ended_by))
     or (old.reviewed_at is not null and (old.hallazgo, old.reviewed_at, old.reviewed_by)
         is distinct from (new.hallazgo, new.reviewed_at, new.reviewed_by))
  then raise exception 'an emergency access is not written anew' using errcode = '42501'; end if;
  return new;
end $$;
create trigger emergencia_keeps before update on staff.emergencia for each row execute function staff.emergencia_keeps();

-- What carries the mark of an emergency access is an act of its own account while it lasts. Whoever ends it waits for the
-- acts that are being written, and they see whether it has ended.
create function staff.mark_is_true() returns trigger language plpgsql as $$
declare lent staff.emergencia;
begin
  select * into lent from staff.emergencia where id = new.data->>'emergencia' for share;
  if not found or lent.account <> new.actor or lent.ended_at is not null
     or new.recorded_at < lent.opened_at or new.recorded_at >= lent.ends_at
  then raise exception 'no emergency access % of % at %', new.data->>'emergencia', new.actor, new.recorded_at
    using errcode = '42501'; end if;
  return new;
end $$;
create trigger mark_is_true before insert on journal.entry for each row
  when (new.data ? 'emergencia') execute function staff.mark_is_true();
create index entry_emergencia on journal.entry ((data->>'emergencia'), id) where data ? 'emergencia';
