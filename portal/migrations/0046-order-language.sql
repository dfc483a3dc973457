-- The mails of an order are in the language in which it was placed.
alter table orders.contacto add column idioma text not null default 'es-MX';
-- What was mailed is known by the mailer since 0045.
drop table orders.correo;
