# The agent's jar as one layer, for other images (COPY --from) and for init containers.
# mvn -q -DskipTests package builds the jar; docs/startup.md shows both uses.
FROM busybox:1.37.0
COPY --chmod=444 agent/target/larder.jar /larder.jar
USER 65534:65534
# An init container gives the directory to which the jar is copied: a volume that the program has, too.
ENTRYPOINT ["cp", "/larder.jar"]
CMD ["/larder/larder.jar"]
