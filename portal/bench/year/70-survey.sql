-- Faces by day, and words.
insert into survey.cuenta (dia, entidad, canal, resultado, cara, n)
select (ended at time zone 'America/Mexico_City')::date, entidad, medio, resultado, cara, count(*)
  from year.o, lateral (select coalesce(t_delivered, t_issued, t_refunded, t_ended), case when t_issued is null then 'falla' else 'exito' end) as ending (ended, resultado),
       lateral (values ('mostrada', true), (case when year.r(n, 101) < 0.86 then 'bien' when year.r(n, 101) < 0.94 then 'regular' else 'mal' end, year.r(n, 100) < 0.35)) as told (cara, applies)
 where ended is not null and applies group by 1, 2, 3, 4, 5;
insert into survey.comentario (dia, entidad, canal, resultado, cara, comentario)
select (coalesce(t_delivered, t_issued) at time zone 'America/Mexico_City')::date, entidad, medio, 'exito', 'bien',
       year.one_of(array['Fue rápido', 'El pago tardó', 'Todo bien', 'No encontraba la copia', 'El banco tardó mucho'], n, 102)
  from year.o where t_issued is not null and year.r(n, 103) < 0.02 order by n;
