-- Whether what a search found, and what was ordered of it, was released to the holder with a second factor.
alter table search.busqueda add column de_titular boolean not null default false;
alter table orders.solicitud add column de_titular boolean not null default false;
