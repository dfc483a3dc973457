-- Rights lent for an hour now and then, each ended, told and reviewed; those of the last days wait for their review.
insert into staff.emergencia (id, account, nombre, rol, entidad, motivo, asunto, opened_at, ends_at, ended_at, ended_by, review_due_at, hallazgo, reviewed_at, reviewed_by)
select 'EME-' || lpad(n::text, 10, '0'), whose.account, whose.account, whose.rol, t.entidad, 'mesa-local', t.folio, at, at + interval '1 hour', at + interval '40 minutes', whose.account,
       at + interval '72 hours', case when seen then 'justificado' end, case when seen then at + interval '1 day' end, case when seen then 'auditor' end
  from (select row_number() over (order by n) as n, folio, entidad, opened from year.t where year.r(n, 97) < 0.002 + 80.0 / (select tickets from year.p)) t, year.p p,
       lateral (select least(opened + interval '5 minutes', now - interval '2 hours')) as began (at), lateral (select at + interval '2 days' < now) as it (seen),
       lateral (values (0, 'mesa-1', 'mesa_n1'), (1, 'enlace-' || t.entidad, 'enlace'), (2, 'finanzas-' || t.entidad, 'finanzas'), (3, 'mesa-' || t.entidad, 'mesa_entidad')) as whose (k, account, rol)
 where k = n % 4;
insert into staff.emergencia_aviso (emergencia, numero, account, acusado_at)
select id, 1, 'auditor', case when hallazgo is not null then opened_at + interval '2 hours' end from staff.emergencia;
