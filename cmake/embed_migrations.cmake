# Writes OUT: the SQL of FILES as raw string literals (see shopper_embed_migrations).
set(text "// Generated from store/migrations/*.sql.\n#include \"platform/store/migrations.h\"\n\nnamespace ${NAMESPACE} {\nstd::vector<shopper::store::Migration> migrations() {\n  return {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} sql)
  string(APPEND text "    {\"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
string(APPEND text "  };\n}\n}  // namespace ${NAMESPACE}\n")
file(WRITE ${OUT} "${text}")
