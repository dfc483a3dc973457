-- The copies and who checked them. Their files are a line of text and not a sealed PDF: a million of those would be 60 GB.
call year.lay_aside('copies.copia');
insert into copies.copia (folio, codigo, identificador, entidad, referencia, acta_version, sha256, pdf, acta, estado, issued_at)
select folio, codigo, identificador, entidad, 'acta-' || n, 'v1', sha256(file), file,
       jsonb_build_object('nombres', 'PERSONA', 'primerApellido', 'SINTÉTICA', 'entidadRegistro', entidad), 'vigente', t_issued
  from year.o, lateral (select convert_to('copia sembrada ' || folio, 'UTF8')) as one (file) where t_issued is not null order by n;
call year.lay_aside('copies.verificacion');
insert into copies.verificacion (id, at, medio, veredicto, folio)
select md5('verificacion ' || n), at, year.one_of(array['codigo', 'qr', 'pdf'], n, 30), case when year.r(n, 31) < 0.97 then 'valida' else 'no_emitida' end,
       case when year.r(n, 31) < 0.97 then folio end
  from year.o, year.p p, lateral (select date_trunc('second', t_issued + year.r(n, 32) * interval '20 days')) as shown (at)
 where t_issued is not null and year.r(n, 33) < 0.3 and at < p.now order by at;
