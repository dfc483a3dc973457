-- How sure each fee is: 'ley' when the law itself was read, else what modelo/derechos.yaml calls it; null is not known.
alter table directory.derecho add column marca text;
