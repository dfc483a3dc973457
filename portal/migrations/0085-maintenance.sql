-- Maintenance of a registry that was announced: begin, end and what is done. It is never changed, only called off, and it
-- excuses no minute. See ADR 0035.
create schema maintenance;
grant usage on schema maintenance to actas_app;
create table maintenance.aviso (
  folio         text primary key,
  entidad       text not null check (entidad ~ '^[0-9]{2}$'),
  inicio        timestamptz not null,
  fin           timestamptz not null,
  que           text not null,
  responde      text not null,
  anuncio       text not null,
  anunciado_at  timestamptz not null,
  -- The notice that the Modelo asked for when it was announced, and whether it was shorter.
  aviso_horas   int not null,
  corto         boolean not null,
  cancelo       text,
  cancelado_at  timestamptz,
  motivo        text,
  -- A deadline is a row: its begin, then its end; null once it is over or called off.
  due_at        timestamptz,
  check (inicio > anunciado_at and fin > inicio),
  check (corto = (extract(epoch from inicio - anunciado_at) < aviso_horas * 3600)),
  check ((cancelado_at is null) = (cancelo is null) and (cancelado_at is null) = (motivo is null)),
  check (cancelado_at is null or (cancelado_at < fin and due_at is null)),
  -- Two of the same entidad never hold at once. One that was called off holds until then.
  constraint aviso_sin_empalme exclude using gist (
    int4range(entidad::int, entidad::int, '[]') with &&,
    tstzrange(inicio, greatest(inicio, least(fin, cancelado_at))) with &&)
);
create index aviso_due on maintenance.aviso (due_at) where due_at is not null;
create index aviso_fin on maintenance.aviso (fin);
create function maintenance.keep_announcement() returns trigger language plpgsql as $$
begin
  if old.cancelado_at is not null or (new.folio, new.entidad, new.inicio, new.fin, new.que, new.responde, new.anuncio, new.anunciado_at, new.aviso_horas, new.corto)
     is distinct from (old.folio, old.entidad, old.inicio, old.fin, old.que, old.responde, old.anuncio, old.anunciado_at, old.aviso_horas, old.corto) then
    raise exception 'a maintenance is announced once and called off once' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger aviso_is_kept before update on maintenance.aviso for each row execute function maintenance.keep_announcement();
create trigger aviso_is_final before delete on maintenance.aviso for each row execute function journal.refuse();
revoke delete on maintenance.aviso from actas_app;
select tenancy.by_entidad('maintenance.aviso');
