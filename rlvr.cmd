@echo off
rem Builds rlvr4j when it has not been built yet, then runs it. After a change of a source: mvn -DskipTests package
setlocal
set "HERE=%~dp0"
set "TARGET=%HERE%experiments\target"
if not exist "%TARGET%\classpath.txt" (
  echo rlvr: building for the first time ^(some minutes if Maven has to download^)... 1>&2
  pushd "%HERE%"
  call mvn -B -q -DskipTests -P !lint package 1>&2 || (popd & echo rlvr: the build failed, see above 1>&2 & exit /b 1)
  popd
)
set /p DEPENDENCIES=<"%TARGET%\classpath.txt"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "OFFLINE=true"
if defined PYTORCH_FLAVOR if not defined PYTORCH_LIBRARY_PATH set "OFFLINE=false"
set "OPT_OUT_TRACKING=true"
if not defined TORCH_CPP_LOG_LEVEL set "TORCH_CPP_LOG_LEVEL=ERROR"
"%JAVA%" -Xmx2g -XX:+ExitOnOutOfMemoryError -Dai.djl.offline=%OFFLINE% %RLVR_JVM_OPTS% -cp "%TARGET%\classes;%DEPENDENCIES%;%RLVR_CLASSPATH%" dev.rlvr4j.experiments.Main %*
exit /b %ERRORLEVEL%
