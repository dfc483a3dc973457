-- A federal body belongs to no entidad and every other office to one: an office without entidad would see all of them.
alter table staff.account add constraint account_body check (
  (entidad is null) = (rol in ('renapo', 'presidencia', 'ugd', 'mesa_n1', 'auditor'))
);
