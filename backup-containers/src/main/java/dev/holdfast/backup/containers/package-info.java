/**
 * Hooks that hold services still around a phase of a run or restore, and bring them back whatever happens.
 *
 * <p>{@link dev.holdfast.backup.containers.DockerHook} stops or pauses containers of Docker and Podman, or runs commands inside of them; {@link
 * dev.holdfast.backup.containers.SystemdHook} stops units of systemd and starts them again; {@link
 * dev.holdfast.backup.containers.CommandHook} runs commands of the host's choice. A configuration names the types {@code docker}, {@code podman},
 * {@code systemd} and {@code command}.
 *
 * <p>{@link dev.holdfast.backup.containers.VolumeTarget} protects volumes and bind mounts of containers: the types {@code docker-volume} and {@code
 * podman-volume}.
 */
@NullMarked
package dev.holdfast.backup.containers;

import org.jspecify.annotations.NullMarked;
