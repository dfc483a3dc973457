-- The survey of faces: counts by day, and spent tokens that know neither a time nor a face.
create schema survey;
create table survey.cuenta (
  dia       date not null,
  entidad   text not null check (entidad ~ '^[0-9]{2}$'),
  canal     text not null,
  resultado text not null check (resultado in ('exito', 'falla')),
  -- One of the faces, or `mostrada` for an invitation that was shown.
  cara      text not null check (cara in ('mostrada', 'mal', 'regular', 'bien')),
  n         int not null check (n > 0),
  primary key (dia, entidad, canal, resultado, cara)
);
-- A token by its hash alone: no time, no order, no face, no entidad.
create table survey.invitacion (
  hash   bytea primary key,
  estado text not null check (estado in ('mostrada', 'respondida', 'comentada'))
);
create table survey.comentario (
  dia       date not null,
  entidad   text not null,
  canal     text not null,
  resultado text not null,
  cara      text,
  comentario text not null
);
create index comentario_dia on survey.comentario (dia, entidad);
