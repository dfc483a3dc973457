-- Each registry announced a maintenance every month and put it off, so that no minute of the year has its label; one is to come.
insert into maintenance.aviso (folio, entidad, inicio, fin, que, responde, anuncio, anunciado_at, aviso_horas, corto, cancelo, cancelado_at, motivo, due_at)
select f.folio, w.entidad, w.inicio, w.inicio + interval '4 hours', 'Cambio de discos (sintético).', 'Sistemas', 'enlace-' || w.entidad, w.inicio - interval '3 days', 24, false,
       case when past then 'enlace-' || w.entidad end, case when past then w.inicio - interval '1 day' end, case when past then 'Se pospone (sintético).' end, case when not past then w.inicio end
  from (select row_number() over (order by month, entidad) as n, entidad, month = 0 as soon, now + interval '2 days' - month * interval '28 days' as inicio
          from year.p, unnest(claves) as entidad, generate_series(0, 12) as month) w
  join year.folios('MAN-', 9, (select 13 * cardinality(claves) from year.p)) f on f.n = w.n, lateral (select not w.soon) as it (past);
