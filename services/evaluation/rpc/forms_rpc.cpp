#include "evaluation/rpc/rpc.h"
#include "evaluation/usecases/forms.h"
#include "shopper/evaluation/v1/evaluation.pb.h"

namespace shopper::evaluation {

void bind_forms(rpc::Binder& bind) {
  bind.query<v1::ListFormsRequest, v1::ListFormsResponse>("ListForms", list_forms);
  bind.query<v1::GetFormVersionRequest, v1::FormVersion>("GetFormVersion", get_form_version);
  bind.command<v1::CreateFormRequest, v1::FormVersion>("CreateForm", create_form);
  bind.command<v1::ImportFormRequest, v1::FormVersion>("ImportForm", prepare_import_form, import_form);
  bind.command<v1::PublishFormRequest, v1::FormVersion>("PublishForm", publish_form);
  bind.query<v1::GetPolicyRequest, v1::Policy>("GetPolicy", get_policy);
  bind.command<v1::PutPolicyRequest, v1::Policy>("PutPolicy", put_policy);
}

}  // namespace shopper::evaluation
