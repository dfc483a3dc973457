-- The mails of a report and of a refusal are in the language in which it was told.
alter table helpdesk.contacto add column idioma text not null default 'es-MX';
alter table helpdesk.rechazo_correo add column idioma text not null default 'es-MX';
