-- Mails that were asked for: each fact has one, whatever is tried again. Neither its words nor its address are kept here.
create schema mailer;
create table mailer.envio (
  -- Also the Message-ID: whoever gets the same mail twice sees it once.
  id           text primary key,
  -- What it is about: a folio, a report of what is pending, a comunicado.
  asunto       text not null,
  -- Part of the envelope's sender that nobody can guess: by it a mail that comes back is known.
  sobre        text not null unique,
  -- Keyed hash of the address: the same address is known again, and can be erased where it is kept.
  destinatario bytea not null,
  -- The job that composes it again for the next try.
  trabajo      text not null,
  entrada      bigint not null,
  entidad      text,
  estado       text not null check (estado in ('pendiente', 'aceptado', 'devuelto', 'abandonado')),
  creado_at    timestamptz not null,
  intentos     int not null default 0,
  siguiente_at timestamptz,
  cerrado_at   timestamptz,
  problema     text check (problema in ('no-existe', 'lleno', 'rechazado', 'sin-respuesta')),
  codigo       text,
  check ((estado = 'pendiente') = (siguiente_at is not null)),
  check ((estado in ('devuelto', 'abandonado')) = (problema is not null))
);
create index envio_siguiente on mailer.envio (siguiente_at) where siguiente_at is not null;
create index envio_asunto on mailer.envio (asunto, destinatario);
