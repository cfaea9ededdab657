# cmake -DEXAMPLE=program -DEXPECTED=file [-DARGUMENTS=...] -P check_output.cmake
# Runs an example and fails unless it ends well and prints exactly what the file says.
execute_process(COMMAND "${EXAMPLE}" ${ARGUMENTS} OUTPUT_VARIABLE output RESULT_VARIABLE status)
file(READ "${EXPECTED}" expected)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${EXAMPLE} ended with ${status} after printing:\n${output}")
endif()
if(NOT output STREQUAL expected)
    message(FATAL_ERROR "${EXAMPLE} printed:\n${output}\ninstead of:\n${expected}")
endif()
