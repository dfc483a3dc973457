-- Tenancy in the database: the program works as a role that owns nothing, and what belongs to one entidad is seen by a
-- person of that entidad alone, whatever the program asks for. See ADR 0020 and docs/threats.md (T14).
do $$
begin
  if not exists (select from pg_roles where rolname = 'actas_app') then
    begin
      create role actas_app nologin noinherit nosuperuser nobypassrls nocreatedb nocreaterole;
    exception when duplicate_object or unique_violation then null; -- made at the same moment for another database
    end;
  end if;
  -- From PostgreSQL 16 on, being a member does not yet mean that one may work as the role.
  if not pg_has_role(current_user, 'actas_app', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
    execute format('grant actas_app to %I', current_user);
  end if;
end $$;

create schema tenancy;

-- Gives the role what it needs of everything that this owner makes now and later, the queue's schema included.
create function tenancy.grant_all() returns void language plpgsql as $$
declare one text;
begin
  for one in select nspname from pg_namespace
              where nspname !~ '^pg_' and nspname <> 'information_schema' and nspowner = (select oid from pg_roles where rolname = current_user)
  loop
    execute format('grant usage on schema %I to actas_app', one);
    execute format('grant select, insert, update, delete on all tables in schema %I to actas_app', one);
    execute format('grant usage, select on all sequences in schema %I to actas_app', one);
    execute format('grant execute on all functions in schema %I to actas_app', one);
  end loop;
end $$;
alter default privileges grant usage on schemas to actas_app;
alter default privileges grant select, insert, update, delete on tables to actas_app;
alter default privileges grant usage, select on sequences to actas_app;
select tenancy.grant_all();

-- What is written once is never changed: not by a defect, and not by whoever gets hold of the program's connection.
revoke update, delete on journal.entry, journal.seal, journal.identity, payments.ledger, payments.deposit, orders.transicion,
  reconciliation.file, reconciliation.line, reconciliation.poll, incidents.transicion, helpdesk.suceso, helpdesk.fuente,
  helpdesk.rechazo_suceso, onboarding.transicion, onboarding.reporte, pilot.firma from actas_app;
revoke delete on copies.copia from actas_app;
revoke all on public.actas_migration from actas_app;

-- Whoever set no reach sees nothing. `todo` is the program itself and the federal bodies; else one entidad.
create function tenancy.all_seen() returns boolean language sql stable parallel safe as
  $$ select coalesce(current_setting('actas.alcance', true), '') = 'todo' $$;
create function tenancy.mine() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('actas.entidad', true), '') $$;

-- Rows that carry their entidad. Rows that belong to none are the federation's, and shown to an entidad only if `common`.
create function tenancy.by_entidad(one regclass, common boolean default false) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', one);
  execute format('alter table %s force row level security', one);
  execute format($p$create policy tenant on %s
    using ((select tenancy.all_seen()) or entidad = (select tenancy.mine())%s)
    with check ((select tenancy.all_seen()) or entidad = (select tenancy.mine()))$p$,
    one, case when common then ' or (entidad is null and (select tenancy.mine()) is not null)' else '' end);
end $$;

-- Rows that belong to another row: seen exactly by whoever sees that one.
create function tenancy.by_parent(one regclass, child text, parent regclass, key text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', one);
  execute format('alter table %s force row level security', one);
  execute format($p$create policy tenant on %1$s
    using ((select tenancy.all_seen()) or exists (select from %3$s p where p.%4$I = %1$s.%2$I))
    with check ((select tenancy.all_seen()) or exists (select from %3$s p where p.%4$I = %1$s.%2$I))$p$,
    one, child, parent, key);
end $$;

-- Rows of people and of the program that no office of an entidad has any business with.
create function tenancy.by_nobody(one regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', one);
  execute format('alter table %s force row level security', one);
  execute format('create policy tenant on %s using ((select tenancy.all_seen())) with check ((select tenancy.all_seen()))', one);
end $$;

select tenancy.by_entidad(one) from unnest(array[
  'orders.solicitud', 'payments.charge', 'payments.reference', 'payments.ledger', 'payments.deposit', 'payments.surplus',
  'copies.copia', 'reconciliation.file', 'reconciliation.line', 'reconciliation.track', 'helpdesk.reporte', 'helpdesk.rechazo',
  'survey.comentario', 'mailer.envio', 'onboarding.observacion', 'onboarding.reporte', 'staff.account', 'pilot.entrega']::regclass[]) as one;
-- An office sees what was put on record about its own entidad.
select tenancy.by_entidad('journal.entry');
-- A national incident and the liaison who answers for all are everyone's.
select tenancy.by_entidad('incidents.incidencia', common => true);
select tenancy.by_entidad('onboarding.enlace', common => true);

select tenancy.by_parent(one, 'folio', 'orders.solicitud', 'folio') from unnest(array[
  'orders.transicion', 'orders.contacto', 'orders.idempotencia', 'copies.intento', 'payments.capture']::regclass[]) as one;
select tenancy.by_parent('payments.refund', 'folio', 'payments.capture', 'folio');
select tenancy.by_parent('reconciliation.poll', 'folio', 'reconciliation.track', 'folio');
select tenancy.by_parent(one, 'folio', 'helpdesk.reporte', 'folio') from unnest(array[
  'helpdesk.suceso', 'helpdesk.reloj', 'helpdesk.mensaje', 'helpdesk.contacto', 'helpdesk.paquete',
  'helpdesk.correccion', 'helpdesk.captura', 'helpdesk.comprobante']::regclass[]) as one;
select tenancy.by_parent('helpdesk.fuente', 'rechazo', 'helpdesk.rechazo', 'folio');
select tenancy.by_parent(one, 'folio', 'helpdesk.rechazo', 'folio') from unnest(array[
  'helpdesk.rechazo_suceso', 'helpdesk.rechazo_correo']::regclass[]) as one;
select tenancy.by_parent(one, 'incidencia', 'incidents.incidencia', 'id') from unnest(array[
  'incidents.transicion', 'incidents.plazo', 'incidents.accion', 'incidents.propuesta']::regclass[]) as one;
select tenancy.by_parent('onboarding.transicion', 'observacion', 'onboarding.observacion', 'id');
select tenancy.by_parent('onboarding.entrega', 'reporte', 'onboarding.reporte', 'id');
select tenancy.by_parent('staff.session', 'account', 'staff.account', 'id');

select tenancy.by_nobody(one) from unnest(array[
  'search.busqueda', 'search.intento', 'search.gastado', 'search.formulario', 'search.borrador', 'orders.recuperacion',
  'payments.notice', 'copies.verificacion',
  'helpdesk.borrador']::regclass[]) as one;

-- A view asks with the rights of whoever asks it, not of its owner.
alter view incidents.juicio set (security_invoker = true);
