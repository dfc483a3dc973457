-- Acts of two people: fees proposed and carried out or declined; the newest of each entidad waits for its second person.
insert into acts.acto (folio, que, entidad, asunto, contenido, motivo, propuso, propuesto_at, estado, vence_at, resolvio, resuelto_at)
select folio, 'derecho', entidad, entidad, jsonb_build_object('centavos', 9000 + 10 * n, 'vigenteDesde', to_char(at + interval '40 days', 'YYYY-MM-DD'), 'fuente', 'Ley de Ingresos (sintética)'),
       'Propuesta sintética.', 'finanzas-' || entidad, at, estado, case estado when 'propuesto' then p.now + interval '20 hours' end,
       case when estado <> 'propuesto' then 'ugd' end, case when estado <> 'propuesto' then at + interval '3 hours' end
  from year.p p, year.folios('DOS-', 4, (select orders / 2000 + 20 from year.p)) f,
       lateral (select year.moment(n, p.orders / 2000 + 20, 95, since, now), claves[1 + n % cardinality(claves)]) as told (at, entidad),
       lateral (select case when n > p.orders / 2000 + 20 - cardinality(claves) then 'propuesto' when year.r(n, 96) < 0.9 then 'hecho' else 'rechazado' end) as as_is (estado)
 order by n;
