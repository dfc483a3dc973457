-- What a person says in fields and not in one text: corrections, requests to look for an acta, receipts of a payment.
-- The limits of waiting and closing are frozen in each report like those of its answers.
alter table helpdesk.reporte
  add column espera_horas int not null default 72 check (espera_horas > 0),
  add column cierre_horas int not null default 168 check (cierre_horas > 0),
  -- Keyed hash of what it is about (a record, a search, a payment): two open reports of one thing are one report.
  add column asunto bytea;
alter table helpdesk.reporte alter column espera_horas drop default, alter column cierre_horas drop default;
create index reporte_asunto on helpdesk.reporte (asunto) where asunto is not null;

create table helpdesk.correccion (
  folio      text not null references helpdesk.reporte,
  n          int not null,
  dato       text not null,
  dice       text not null,
  debe_decir text not null,
  primary key (folio, n),
  unique (folio, dato)
);
-- A request to look for an acta: what was typed to find it, never the filiation.
create table helpdesk.captura (
  folio     text primary key references helpdesk.reporte,
  criterios jsonb not null
);
create table helpdesk.comprobante (
  id        uuid primary key,
  folio     text not null references helpdesk.reporte,
  solicitud text not null,
  fecha     date not null,
  banco     text not null,
  tipo      text not null check (tipo in ('image/jpeg', 'image/png', 'application/pdf')),
  sha256    bytea not null,
  bytes     bytea not null,
  at        timestamptz not null,
  unique (solicitud, sha256)
);
create index comprobante_folio on helpdesk.comprobante (folio);
-- What a person has typed so far over several pages, for a day.
create table helpdesk.borrador (
  hash       bytea primary key,
  contenido  jsonb not null,
  expires_at timestamptz not null
);
create index borrador_expires on helpdesk.borrador (expires_at);
