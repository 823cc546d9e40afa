#include "evaluation/rpc/rpc.h"
#include "evaluation/usecases/catalogue.h"
#include "shopper/evaluation/v1/evaluation.pb.h"

namespace shopper::evaluation {

void bind_catalogue(rpc::Binder& bind) {
  bind.query<v1::ListEntitiesRequest, v1::ListEntitiesResponse>("ListEntities", list_entities);
  bind.query<v1::ListBranchesRequest, v1::ListBranchesResponse>("ListBranches", list_branches);
  bind.query<v1::ListServicesRequest, v1::ListServicesResponse>("ListServices", list_services);
  bind.query<v1::GetEntityRequest, v1::Entity>("GetEntity", get_entity);
  bind.query<v1::GetBranchRequest, v1::Branch>("GetBranch", get_branch);
  bind.query<v1::GetServiceRequest, v1::Service>("GetService", get_service);
  bind.command<v1::CreateEntityRequest, v1::Entity>("CreateEntity", create_entity);
  bind.command<v1::CreateBranchRequest, v1::Branch>("CreateBranch", create_branch);
  bind.command<v1::CreateServiceRequest, v1::Service>("CreateService", create_service);
  bind.command<v1::PatchEntityRequest, v1::Entity>("PatchEntity", patch_entity);
  bind.command<v1::PatchBranchRequest, v1::Branch>("PatchBranch", patch_branch);
  bind.command<v1::PatchServiceRequest, v1::Service>("PatchService", patch_service);
  bind.command<v1::ImportEntitiesRequest, v1::ImportEntitiesResponse>("ImportEntities", prepare_import_entities, import_entities);
}

}  // namespace shopper::evaluation
