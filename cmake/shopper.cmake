# The shapes that repeat: a library of a layer, embedded SQL, a whole service, a Catch2 test program.

# -Wrestrict misjudges std::string's operator+ at -O2 in GCC 12 (its bug 105329).
set(SHOPPER_WARNINGS -Werror $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Under a sanitizer it misjudges more of them; the builds without one have said what is to be said.
if(CMAKE_CXX_FLAGS_DEBUG MATCHES "fsanitize")
  list(APPEND SHOPPER_WARNINGS -Wno-error)
endif()

# The presets set CMAKE_UNITY_BUILD: eight sources are compiled as one, in a quarter of the time of eight, so their own names must differ (docs/adr/0013). What has a
# member of a type of a source's own seems to be a header's then.
set(SHOPPER_UNITY_WARNINGS $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)

# `cmake --build --target bin`: what running the suite needs, without the tests.
add_custom_target(bin)

# Precompiled headers are built once per kind and reused: `std` (pure code), `store` (what reads and writes rows), `rpc` (gRPC and protobuf), `test` (Catch2).
function(shopper_pch_host name header)
  file(WRITE ${CMAKE_BINARY_DIR}/pch/${name}.cpp "// Host of the ${name} precompiled header.\n")
  add_library(shopper_pch_${name} STATIC ${CMAKE_BINARY_DIR}/pch/${name}.cpp)
  target_include_directories(shopper_pch_${name} PRIVATE ${CMAKE_SOURCE_DIR}/services)
  target_precompile_headers(shopper_pch_${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch/${header})
  target_compile_options(shopper_pch_${name} PRIVATE ${SHOPPER_WARNINGS})
endfunction()
shopper_pch_host(std std.h)
shopper_pch_host(store store.h)
shopper_pch_host(rpc rpc.h)
shopper_pch_host(test test.h)

# shopper_library(NAME DIR <dir> [PCH std|store|rpc] LINKS <targets...>): every .cpp in DIR, not below it.
function(shopper_library name)
  cmake_parse_arguments(ARG "" "DIR;PCH" "LINKS;SOURCES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(APPEND sources ${ARG_SOURCES})
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR}/services)
    target_link_libraries(${name} INTERFACE ${ARG_LINKS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/services)
  target_compile_options(${name} PRIVATE ${SHOPPER_WARNINGS})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS})
  if(NOT ARG_PCH)
    set(ARG_PCH std)
  endif()
  target_precompile_headers(${name} REUSE_FROM shopper_pch_${ARG_PCH})
  # Pure code compiles quickly, and each source has its own short names.
  if(ARG_PCH STREQUAL "std")
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  else()
    target_compile_options(${name} PRIVATE ${SHOPPER_UNITY_WARNINGS})
  endif()
endfunction()

# Embeds DIR/*.sql, in name order, as `std::vector<Migration> <namespace>::migrations()`.
function(shopper_embed_migrations out namespace dir)
  file(GLOB files CONFIGURE_DEPENDS ${dir}/*.sql)
  list(SORT files)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DOUT=${source} -DNAMESPACE=${namespace} "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake VERBATIM)
  set(${out} ${source} PARENT_SCOPE)
endfunction()

# shopper_service(NAME [DOMAIN_LINKS ...]): the one shape of every service (design.md §4); a layer sees only what is below it.
function(shopper_service name)
  cmake_parse_arguments(ARG "" "" "DOMAIN_LINKS" ${ARGN})
  shopper_embed_migrations(migrations shopper::${name} ${CMAKE_CURRENT_SOURCE_DIR}/store/migrations)
  shopper_library(${name}_domain DIR domain LINKS platform_base ${ARG_DOMAIN_LINKS})
  shopper_library(${name}_store DIR store PCH store SOURCES ${migrations} LINKS ${name}_domain platform_store)
  shopper_library(${name}_usecases DIR usecases PCH store LINKS ${name}_store)
  shopper_library(${name}_events DIR events PCH store LINKS ${name}_usecases platform_events)
  shopper_library(${name}_rpc DIR rpc PCH rpc LINKS ${name}_usecases platform_rpc shopper_proto)
  add_executable(shopper-${name} main.cpp)
  target_compile_options(shopper-${name} PRIVATE ${SHOPPER_WARNINGS} -fPIC)  # as the precompiled header was built
  target_precompile_headers(shopper-${name} REUSE_FROM shopper_pch_rpc)
  target_link_libraries(shopper-${name} PRIVATE ${name}_rpc ${name}_events platform_lifecycle)
  shopper_program(shopper-${name})
endfunction()

# shopper_program(TARGET): a program of the suite; it goes to build/<preset>/bin.
function(shopper_program name)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  add_dependencies(bin ${name})
endfunction()

# shopper_tests(NAME [UNITY] SOURCES ... LINKS ...): a Catch2 program, listed in build/<preset>/tests/programs.txt for tools/test.
function(shopper_tests name)
  cmake_parse_arguments(ARG "UNITY" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  # UNITY for those of many files, whose helpers then need different names (ADR 0013).
  if(NOT ARG_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  endif()
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/services)
  target_compile_options(${name} PRIVATE ${SHOPPER_WARNINGS} -fPIC)  # as the precompiled header was built
  target_precompile_headers(${name} REUSE_FROM shopper_pch_test)
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} shopper_test_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  set_property(GLOBAL APPEND PROPERTY SHOPPER_TEST_PROGRAMS ${name})
endfunction()
